// SPDX-License-Identifier: BSD-3-Clause
#include "compute/gpu/MemoryLedger.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

namespace nblast {

using Purpose = DeviceMemoryUse::Purpose;

struct MemoryLedger::Data {
  struct Job {
    int device = 0;
    std::int64_t plannedBytes = 0;
    std::vector<Purpose> taken;
  };
  mutable std::mutex mutex;
  std::map<std::uint64_t, Job> jobs;  // by the entry's number, in the order in which they came
  std::uint64_t last = 0;
};

MemoryLedger::MemoryLedger() : data_(std::make_unique<Data>()) {}
MemoryLedger::~MemoryLedger() = default;

MemoryLedger& MemoryLedger::ofThisProcess() {
  // Never destroyed: entries of threads that end late still find it.
  static auto* const kLedger = new MemoryLedger;
  return *kLedger;
}

MemoryLedger::Entry MemoryLedger::add(int device, std::int64_t plannedBytes) {
  const std::lock_guard lock(data_->mutex);
  Entry entry;
  entry.number_ = ++data_->last;
  data_->jobs[entry.number_] = {device, plannedBytes, {}};
  return entry;
}

MemoryLedger::Entry& MemoryLedger::Entry::operator=(Entry&& other) noexcept {
  Entry taken(std::move(other));
  std::swap(number_, taken.number_);
  return *this;
}

MemoryLedger::Entry::~Entry() {
  if (number_ == 0) return;
  auto& data = *ofThisProcess().data_;
  const std::lock_guard lock(data.mutex);
  data.jobs.erase(number_);
}

void MemoryLedger::Entry::update(std::vector<Purpose> taken) const {
  if (number_ == 0) return;
  auto& data = *ofThisProcess().data_;
  const std::lock_guard lock(data.mutex);
  data.jobs.at(number_).taken = std::move(taken);
}

void MemoryLedger::fill(DeviceMemoryUse& use) const {
  use.ownBytes = use.plannedBytes = 0;
  use.purposes.clear();
  const std::lock_guard lock(data_->mutex);
  for (const auto& [number, job] : data_->jobs) {
    if (job.device != use.index) continue;
    use.plannedBytes += job.plannedBytes;
    for (const auto& part : job.taken) {
      use.ownBytes += part.bytes;
      const auto same = std::find_if(use.purposes.begin(), use.purposes.end(),
                                     [&](const Purpose& known) { return known.name == part.name; });
      if (same == use.purposes.end()) {
        use.purposes.push_back(part);
      } else {
        same->bytes += part.bytes;
      }
    }
  }
}

std::vector<int> MemoryLedger::devices() const {
  std::vector<int> devices;
  {
    const std::lock_guard lock(data_->mutex);
    for (const auto& [number, job] : data_->jobs)
      devices.push_back(job.device);
  }
  std::sort(devices.begin(), devices.end());
  devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
  return devices;
}

}  // namespace nblast
