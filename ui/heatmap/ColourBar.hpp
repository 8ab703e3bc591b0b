// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/ColourScale.hpp"

#include <QRectF>
#include <QString>
#include <QVector>

class QPainter;
class QPalette;

struct ColourBarTick {
  double value = 0.0;
  QString text;
};

/// Round values between lowest and highest, at most `most` (but two at least where the range
/// allows it).
QVector<ColourBarTick> colourBarTicks(double lowest, double highest, int most);

constexpr int kColourBarWidth = 76;  ///< bar, ticks and a gap before them, logical pixels

/// Draws an upright bar with ticks and the label "score" into area.
/// @param notKept what is known of scores that were not kept: their colour is explained below the
/// bar; empty: there are none @return where the bar itself is
QRectF paintColourBar(QPainter& painter, const QRectF& area, const ColourScale& scale,
                      const QString& notKept, const QPalette& palette);
