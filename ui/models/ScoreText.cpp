// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/ScoreText.hpp"

#include "ui/models/Format.hpp"

#include <QStringList>

#include <cmath>

QString formatLimits(const nblast::SparseLimits& limits) {
  QStringList reasons;
  if (limits.above) reasons += QStringLiteral("below %1").arg(*limits.above, 0, 'g', 6);
  if (limits.top == 1) {
    reasons += QStringLiteral("not the best");
  } else if (limits.top) {
    reasons += QStringLiteral("not among the %1 best").arg(formatCount(*limits.top));
  }
  return reasons.join(QStringLiteral(" and "));
}

QString formatScore(double score, const nblast::ScoreFile& file) {
  if (std::isnan(score)) return QStringLiteral("not computed yet");
  if (score == static_cast<double>(nblast::ScoreFile::kNotKept)) return formatLimits(file.limits());
  return formatScore(score);
}
