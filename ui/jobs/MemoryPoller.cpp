// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/MemoryPoller.hpp"

#include <chrono>
#include <utility>

using namespace std::chrono_literals;

MemoryPoller::MemoryPoller(std::unique_ptr<nblast::MemoryMonitor> monitor, QObject* parent)
    : QObject(parent), monitor_(std::move(monitor)) {
  timer_.setInterval(500ms);
  timer_.callOnTimeout(this, &MemoryPoller::ask);
  timer_.start();
  ask();
}

void MemoryPoller::ask() {
  if (task_.isRunning()) return;
  task_.start([monitor = monitor_.get()](nblast::JobControl&) { return monitor->read(); },
              [this](TaskOutcome<nblast::MemoryUse> outcome) {
                if (!outcome.result) return;
                latest_ = std::move(*outcome.result);
                hasRead_ = true;
                Q_EMIT read(latest_);
              });
}
