// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/DevicePlan.hpp"
#include "compute/gpu/MemoryUse.hpp"

#include <QWidget>

#include <optional>
#include <vector>

/// Memory of the GPUs, a bar each: other programs, this one, free, and a mark at what running jobs
/// planned. The tool tip of a bar lists bytes by purpose. Where there is no GPU it says so, and on
/// hovering why.
class MemoryGauge : public QWidget {
  Q_OBJECT
 public:
  explicit MemoryGauge(QWidget* parent = nullptr);

  void setUse(const nblast::MemoryUse& use);
  /// For the row of one job: its devices alone, marked with its own plan; empty: it runs on the
  /// CPU.
  void setJob(const std::vector<nblast::DevicePlan>& plans);

  int bars() const { return static_cast<int>(devices_.size()); }
  QRect barRect(int bar) const;  ///< in this widget's pixels
  QString text() const;          ///< beside the bars

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return sizeHint(); }

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void review();
  QString toolTipAt(const QPoint& position) const;
  QString labelOf(int bar) const;
  int barWidth() const;

  nblast::MemoryUse use_;
  std::optional<std::vector<nblast::DevicePlan>> job_;
  std::vector<nblast::DeviceMemoryUse> devices_;  ///< those shown
};
