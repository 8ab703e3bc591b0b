// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/LengthUnit.hpp"

#include <QString>
#include <QtGlobal>

#include <cmath>
#include <filesystem>
#include <string>

/// Numbers as the window writes them, in one place. English, whatever the
/// system's locale, as in the files that the program writes.

/// "1,234,567"
QString formatCount(qint64 count);
/// "999 bytes", "5.7 GB" (powers of 1000, as disks are sold); negative: "–"
QString formatBytes(qint64 bytes);
/// "35 ms", "0.4 s", "12 s", "2 min 10 s", "3 h 5 min", "2 d 4 h"; negative, NaN: "–"
QString formatDuration(double seconds);
/// "850 pairs/s", "1.23 million pairs/s"; not positive: "–"
QString formatRate(double pairsPerSecond);
/// Four decimals; NaN, infinite: "–"
QString formatScore(double score);
/// "1,234 of 5,678 pairs", with the unit of the phase (files, neurons, pairs, blocks); "1,234
/// files" while the total is unknown
QString formatProgress(const nblast::Progress& progress);
/// "µm", "8 nm"
QString formatUnit(const nblast::LengthUnit& unit);

inline QString toQString(const std::string& text) {
  return QString::fromStdString(text);
}
QString toQString(const std::filesystem::path& path);
std::filesystem::path toPath(const QString& path);
