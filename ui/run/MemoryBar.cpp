// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/MemoryBar.hpp"

#include "ui/text/Format.hpp"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <QStringList>

#include <algorithm>

MemoryColours memoryColours(const QPalette& palette) {
  const QColor background = palette.color(QPalette::Window);
  const QColor frame = palette.color(QPalette::WindowText);
  const QColor free = palette.color(QPalette::Base);
  if (background.lightness() < 128)
    return {QColor("#5aa0e6"), QColor("#8d8d8d"), free, QColor("#ffb74d"), frame};
  return {QColor("#2467a8"), QColor("#9a9a9a"), free, QColor("#c04a00"), frame};
}

namespace {

qint64 othersOf(const nblast::DeviceMemoryUse& use) {
  return std::max<qint64>(0, use.totalBytes - use.freeBytes - use.ownBytes);
}

}  // namespace

MemoryShares sharesOf(const nblast::DeviceMemoryUse& use) {
  MemoryShares shares{othersOf(use), use.ownBytes, use.totalBytes, -1};
  if (use.plannedBytes <= 0) return shares;
  shares.mark = shares.others + use.plannedBytes;
  for (const auto& part : use.purposes) {
    if (part.name == nblast::kDriverPurpose) shares.mark += part.bytes;
  }
  return shares;
}

void paintMemoryBar(QPainter& painter, const QRectF& bar, const MemoryShares& shares,
                    const MemoryColours& colours) {
  if (shares.total <= 0) return;
  const auto x = [&](qint64 bytes) {
    const double share = static_cast<double>(bytes) / static_cast<double>(shares.total);
    return bar.left() + bar.width() * std::clamp(share, 0.0, 1.0);
  };
  const auto part = [&](qint64 from, qint64 to) {
    return QRectF(QPointF(x(from), bar.top()), QPointF(x(to), bar.bottom()));
  };
  painter.save();
  painter.fillRect(bar, colours.free);
  painter.fillRect(part(0, shares.others), colours.others);
  painter.fillRect(part(0, shares.others), QBrush(colours.free, Qt::BDiagPattern));
  painter.fillRect(part(shares.others, shares.others + shares.own), colours.own);
  QColor frame = colours.frame;
  frame.setAlphaF(0.5);
  painter.setPen(frame);
  painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5));
  if (shares.mark >= 0) {
    // A mark at the very end stays within the frame; its head distinguishes it from an edge of a
    // share.
    const double at = std::clamp(x(shares.mark), bar.left() + 1, bar.right() - 1);
    painter.fillRect(QRectF(at - 1, bar.top() - 2, 2, bar.height() + 4), colours.mark);
    QPainterPath head;
    head.addPolygon(QPolygonF({QPointF(at - 3.5, bar.top() - 3), QPointF(at + 3.5, bar.top() - 3),
                               QPointF(at, bar.top() + 2)}));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(head, colours.mark);
  }
  painter.restore();
}

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("MemoryBar", text);
}
}  // namespace

QString describeMemory(const nblast::DeviceMemoryUse& use) {
  QStringList lines{tr("GPU %1: %2").arg(use.index).arg(toQString(use.name)),
                    tr("This program: %1").arg(formatBytes(use.ownBytes))};
  for (const auto& part : use.purposes) {
    lines += QStringLiteral("    %1: %2").arg(toQString(part.name), formatBytes(part.bytes));
  }
  lines += tr("Other programs: %1").arg(formatBytes(othersOf(use)));
  lines += tr("Free: %1 of %2").arg(formatBytes(use.freeBytes), formatBytes(use.totalBytes));
  if (use.plannedBytes > 0) {
    lines +=
        tr("Planned by running jobs: %1 at most (the mark)").arg(formatBytes(use.plannedBytes));
  }
  return lines.join(QLatin1Char('\n'));
}
