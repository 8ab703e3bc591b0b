// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/MemoryMonitor.hpp"
#include "ui/jobs/BackgroundTask.hpp"

#include <QObject>
#include <QTimer>

#include <memory>

/// Asks twice a second how much memory the GPUs have and who uses it, in the background: a driver
/// may take its time. While one reading takes long, no other is asked for. Lives on the UI
/// thread; destroying it waits for the reading under way.
class MemoryPoller : public QObject {
  Q_OBJECT
 public:
  explicit MemoryPoller(std::unique_ptr<nblast::MemoryMonitor> monitor, QObject* parent = nullptr);

  const nblast::MemoryUse& latest() const { return latest_; }
  /// Whether latest() holds an answer of the driver already.
  bool hasRead() const { return hasRead_; }

 Q_SIGNALS:
  void read(const nblast::MemoryUse& use);

 private:
  void ask();

  std::unique_ptr<nblast::MemoryMonitor> monitor_;
  nblast::MemoryUse latest_;
  bool hasRead_ = false;
  QTimer timer_;
  /// The last member is destroyed first, while the monitor is still there.
  BackgroundTask task_;
};
