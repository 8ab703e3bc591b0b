// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/MemoryGauge.hpp"

#include "ui/run/MemoryBar.hpp"
#include "ui/text/Format.hpp"

#include <QAccessible>
#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>

namespace {

constexpr int kGap = 6;
constexpr int kBarHeight = 10;
constexpr int kMargin = 4;

}  // namespace

MemoryGauge::MemoryGauge(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("memoryGauge"));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setAccessibleName(tr("GPU memory"));
  review();
}

void MemoryGauge::setUse(const nblast::MemoryUse& use) {
  use_ = use;
  review();
}

void MemoryGauge::setJob(const std::vector<nblast::DevicePlan>& plans) {
  job_ = plans;
  review();
}

void MemoryGauge::review() {
  devices_ = use_.devices;
  if (job_) {
    devices_.clear();
    for (const auto& plan : *job_) {
      for (auto device : use_.devices) {
        if (device.index != plan.index) continue;
        device.plannedBytes = plan.bytes();
        devices_.push_back(std::move(device));
      }
    }
  }
  QStringList sentences;
  for (int i = 0; i < bars(); ++i)
    sentences += toolTipAt(barRect(i).center());
  const QString said = bars() == 0 ? toolTipAt({}) : sentences.join(QStringLiteral("\n\n"));
  if (said != accessibleDescription()) setAccessibleDescription(said);
  updateGeometry();
  update();
}

QString MemoryGauge::text() const {
  if (bars() == 0) return job_ ? tr("CPU") : tr("no GPU");
  return bars() == 1 ? tr("GPU") : tr("GPUs");
}

/// One GPU: the free memory, right of the bar (not in a job's row). Several: the GPU's index, left
/// of its bar.
QString MemoryGauge::labelOf(int bar) const {
  const auto& device = devices_[static_cast<std::size_t>(bar)];
  if (bars() == 1) return job_ ? QString() : tr("%1 free").arg(formatBytes(device.freeBytes));
  return QString::number(device.index);
}

int MemoryGauge::barWidth() const {
  if (bars() == 1) return job_ ? 80 : 110;
  return bars() <= 4 ? 60 : 28;
}

QRect MemoryGauge::barRect(int bar) const {
  const auto metrics = fontMetrics();
  const int top = (height() - kBarHeight) / 2;
  int left = kMargin + metrics.horizontalAdvance(text()) + kGap;
  if (bars() > 1) {
    for (int i = 0; i <= bar; ++i) {
      left += metrics.horizontalAdvance(labelOf(i)) + kGap / 2;
      if (i < bar) left += barWidth() + kGap;
    }
  }
  return {left, top, barWidth(), kBarHeight};
}

QSize MemoryGauge::sizeHint() const {
  const auto metrics = fontMetrics();
  // Room for any figure, so that the widgets beside it stay where they are.
  const int widest = metrics.horizontalAdvance(tr("%1 free").arg(QStringLiteral("999.9 MB")));
  int width = kMargin + metrics.horizontalAdvance(text());
  if (bars() == 1) width = barRect(0).right() + (job_ ? 0 : kGap + widest);
  if (bars() > 1) width = barRect(bars() - 1).right();
  return {width + kMargin, std::max(metrics.height(), kBarHeight + 8)};
}

QString MemoryGauge::toolTipAt(const QPoint& position) const {
  if (bars() == 0) {
    if (job_ && job_->empty() && !use_.devices.empty()) return tr("This job runs on the CPU.");
    if (!use_.reason.empty()) return tr("CPU: %1").arg(toQString(use_.reason));
    return tr("The GPU's memory is not known yet.");
  }
  int nearest = 0;
  for (int i = 1; i < bars(); ++i) {
    if (position.x() >= barRect(i - 1).right() + kGap / 2) nearest = i;
  }
  return describeMemory(devices_[static_cast<std::size_t>(nearest)]);
}

bool MemoryGauge::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  QToolTip::showText(help->globalPos(), toolTipAt(help->pos()), this);
  return true;
}

void MemoryGauge::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(QPalette::WindowText));
  const auto metrics = fontMetrics();
  const auto write = [&](int left, const QString& words) {
    const QRect area(left, 0, metrics.horizontalAdvance(words) + 2, height());
    painter.drawText(area, Qt::AlignVCenter | Qt::AlignLeft, words);
  };
  write(kMargin, text());
  const auto colours = memoryColours(palette());
  for (int i = 0; i < bars(); ++i) {
    const QRect bar = barRect(i);
    const QString label = labelOf(i);
    write(
        bars() == 1 ? bar.right() + kGap : bar.left() - kGap / 2 - metrics.horizontalAdvance(label),
        label);
    paintMemoryBar(painter, bar, sharesOf(devices_[static_cast<std::size_t>(i)]), colours);
  }
}
