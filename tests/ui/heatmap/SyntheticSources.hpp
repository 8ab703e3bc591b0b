// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/tiles/HeatmapSource.hpp"

#include <QString>
#include <QStringList>
#include <QThread>

#include <atomic>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

/// A matrix given by a formula; counts what is read of it.
class FormulaSource : public HeatmapSource {
 public:
  using Formula = std::function<float(qint64 row, qint64 column)>;
  FormulaSource(qint64 rows, qint64 columns, Formula formula)
      : rows_(rows), columns_(columns), formula_(std::move(formula)) {}

  qint64 rows() const override { return rows_; }
  qint64 columns() const override { return columns_; }
  QString rowName(qint64 row) const override {
    return rowNames.value(row, QStringLiteral("q%1").arg(row));
  }
  QString columnName(qint64 column) const override {
    return columnNames.value(column, QStringLiteral("t%1").arg(column));
  }
  void read(qint64 firstRow, qint64 nRows, qint64 firstColumn, qint64 nColumns,
            float* scores) const override {
    if (firstRow < 0 || firstColumn < 0 || nRows < 1 || nColumns < 1 || firstRow + nRows > rows_ ||
        firstColumn + nColumns > columns_) {
      ++outside;
      return;
    }
    ++reads;
    scoresRead += nRows * nColumns;
    if (delay_ms > 0) QThread::msleep(static_cast<unsigned long>(delay_ms.load()));
    if (onRead) onRead(firstColumn, nColumns);
    for (qint64 r = 0; r < nRows; ++r) {
      for (qint64 c = 0; c < nColumns; ++c) {
        *scores++ = formula_(firstRow + r, firstColumn + c);
      }
    }
    ++finished;
  }

  QString notKeptText() const override { return notKept; }

  QString notKept;
  QStringList rowNames;
  QStringList columnNames;
  std::function<void(qint64 firstColumn, qint64 nColumns)> onRead;
  std::atomic<int> delay_ms = 0;
  mutable std::atomic<qint64> reads = 0;
  mutable std::atomic<qint64> finished = 0;
  mutable std::atomic<qint64> scoresRead = 0;
  mutable std::atomic<qint64> outside = 0;  ///< reads beyond the matrix: must stay 0

 private:
  qint64 rows_;
  qint64 columns_;
  Formula formula_;
};

constexpr float kNoScore = std::numeric_limits<float>::quiet_NaN();

/// A number in [0, 1) that looks random and depends on row and column only.
inline float noise(qint64 row, qint64 column) {
  auto h = static_cast<quint64>(row) * 0x9E3779B97F4A7C15ULL ^
           static_cast<quint64>(column) * 0xC2B2AE3D27D4EB4FULL;
  h ^= h >> 29;
  h *= 0xBF58476D1CE4E5B9ULL;
  return static_cast<float>((h >> 40) & 0xFFFF) / 65536.0F;
}

/// Like scores of neurons sorted by type: bright blocks along the diagonal, some types alike, the
/// diagonal 1.
inline float blockScore(qint64 row, qint64 column, qint64 typeSize) {
  if (row == column) return 1.0F;
  const qint64 a = row / typeSize;
  const qint64 b = column / typeSize;
  const float jitter = 0.12F * noise(row, column) + 0.06F * (noise(row, 7) + noise(9, column));
  if (a == b) return 0.55F + 0.25F * noise(a, a) + jitter;
  const float likeness = noise(std::min(a, b), std::max(a, b));
  return (likeness > 0.93F ? 0.25F : -0.25F + 0.2F * likeness) + jitter;
}
