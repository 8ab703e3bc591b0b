// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/ScoreText.hpp"

#include "ui/text/Format.hpp"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("ScoreText", text);
}
}  // namespace

QString formatLimits(const nblast::SparseLimits& limits) {
  QStringList reasons;
  if (limits.above) reasons += tr("below %1").arg(*limits.above, 0, 'g', 6);
  if (limits.top == 1) {
    reasons += tr("not the best");
  } else if (limits.top) {
    reasons += tr("not among the %1 best").arg(formatCount(*limits.top));
  }
  return reasons.join(tr(" and "));
}

QString formatScore(double score, const nblast::ScoreFile& file) {
  if (std::isnan(score)) return tr("not computed yet");
  if (score == static_cast<double>(nblast::ScoreFile::kNotKept)) return formatLimits(file.limits());
  return formatScore(score);
}
