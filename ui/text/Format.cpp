// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/Format.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Counts.hpp"
#include "compute/base/Durations.hpp"

#include <QCoreApplication>

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("Format", text);
}

const QString kDash = QStringLiteral("–");
}  // namespace

QString formatCount(qint64 count) {
  return toQString(nblast::countAsText(count));
}

QString formatBytes(qint64 bytes) {
  return bytes < 0 ? kDash : toQString(nblast::bytesAsText(static_cast<std::uint64_t>(bytes)));
}

QString formatDuration(double seconds) {
  return seconds >= 0 ? toQString(nblast::durationAsText(seconds)) : kDash;
}

QString formatRate(double pairsPerSecond) {
  if (!(pairsPerSecond > 0) || std::isinf(pairsPerSecond)) return kDash;
  if (pairsPerSecond < 9.95) return tr("%1 pairs/s").arg(QString::number(pairsPerSecond, 'g', 2));
  if (pairsPerSecond < 999'999.5)
    return tr("%1 pairs/s").arg(formatCount(std::llround(pairsPerSecond)));
  return tr("%1 million pairs/s").arg(pairsPerSecond / 1e6, 0, 'f', 2);
}

QString formatScore(double score) {
  if (!std::isfinite(score))
    return kDash;  // not computed yet; of what is not kept ScoreText says more
  const auto text = QString::number(score, 'f', 4);
  return text == QLatin1String("-0.0000") ? text.mid(1) : text;
}

QString formatProgress(const nblast::Progress& progress) {
  const auto done = formatCount(static_cast<qint64>(progress.done));
  if (progress.total == 0)
    return QStringLiteral("%1 %2").arg(
        done, QLatin1String(nblast::phaseItem(progress.phase, progress.done == 1)));
  return tr("%1 of %2 %3")
      .arg(done, formatCount(static_cast<qint64>(progress.total)),
           QLatin1String(nblast::phaseItem(progress.phase, progress.total == 1)));
}

QString formatUnit(const nblast::LengthUnit& unit) {
  auto text = toQString(unit.label);
  if (text == QLatin1String("um") || text.endsWith(QLatin1String(" um")))
    text.replace(text.size() - 2, 1, QStringLiteral("µ"));
  return text;
}

QString toQString(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

std::filesystem::path toPath(const QString& path) {
  return path.toStdString();
}
