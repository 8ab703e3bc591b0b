// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/MemoryUse.hpp"

#include <QColor>
#include <QPalette>
#include <QRectF>
#include <QString>

class QPainter;

/// The colours of memory by owner, for the palette's light or dark background.
struct MemoryColours {
  QColor own, others, free, mark, frame;
};
MemoryColours memoryColours(const QPalette& palette);

/// Shares of a bar, each in bytes, drawn from the left: others, own, free. Others are hatched too:
/// colour is not the only difference.
struct MemoryShares {
  qint64 others = 0, own = 0, total = 0;
  qint64 mark = -1;  ///< a line up to which `own` may grow; negative: none
};
MemoryShares sharesOf(const nblast::DeviceMemoryUse& use);

void paintMemoryBar(QPainter& painter, const QRectF& bar, const MemoryShares& shares,
                    const MemoryColours& colours);

/// Who has what of a device's memory, a line each.
QString describeMemory(const nblast::DeviceMemoryUse& use);
