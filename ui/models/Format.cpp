// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/Format.hpp"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("Format", text);
}

const QString dash = QStringLiteral("–");

QString twoParts(qint64 big, const char* bigUnit, qint64 small, const char* smallUnit) {
  const auto first = QStringLiteral("%1 %2").arg(big).arg(QLatin1String(bigUnit));
  return small == 0
             ? first
             : QStringLiteral("%1 %2 %3").arg(first).arg(small).arg(QLatin1String(smallUnit));
}
}  // namespace

QString formatCount(qint64 count) {
  return QLocale(QLocale::English).toString(count);
}

QString formatBytes(qint64 bytes) {
  if (bytes < 0) return dash;
  if (bytes < 1000) return QStringLiteral("%1 %2").arg(bytes).arg(bytes == 1 ? "byte" : "bytes");
  static const std::array<const char*, 6> units{"kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  // 999.5 would be shown as 1000.
  while (value >= 999.5 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  const int decimals = value < 9.95 ? 1 : 0;
  return QStringLiteral("%1 %2").arg(QString::number(value, 'f', decimals),
                                     QLatin1String(units[unit]));
}

QString formatDuration(double seconds) {
  if (!(seconds >= 0)) return dash;
  if (seconds > 1e10) return QStringLiteral("more than 300 years");
  if (seconds == 0) return QStringLiteral("0 s");
  if (seconds < 0.0995) {
    return QStringLiteral("%1 ms").arg(std::max<qint64>(1, std::llround(seconds * 1000)));
  }
  if (seconds < 9.95) return QStringLiteral("%1 s").arg(seconds, 0, 'f', 1);
  const auto whole = static_cast<qint64>(std::llround(seconds));
  if (whole < 60) return QStringLiteral("%1 s").arg(whole);
  if (whole < 3600) return twoParts(whole / 60, "min", whole % 60, "s");
  const auto minutes = static_cast<qint64>(std::llround(seconds / 60));
  if (minutes < 24 * 60) return twoParts(minutes / 60, "h", minutes % 60, "min");
  const auto hours = static_cast<qint64>(std::llround(seconds / 3600));
  return twoParts(hours / 24, "d", hours % 24, "h");
}

QString formatRate(double pairsPerSecond) {
  if (!(pairsPerSecond > 0) || std::isinf(pairsPerSecond)) return dash;
  if (pairsPerSecond < 9.95) return tr("%1 pairs/s").arg(QString::number(pairsPerSecond, 'g', 2));
  if (pairsPerSecond < 999'999.5)
    return tr("%1 pairs/s").arg(formatCount(std::llround(pairsPerSecond)));
  return tr("%1 million pairs/s").arg(pairsPerSecond / 1e6, 0, 'f', 2);
}

QString formatScore(double score) {
  if (!std::isfinite(score))
    return dash;  // not computed yet; of what is not kept ScoreText says more
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
