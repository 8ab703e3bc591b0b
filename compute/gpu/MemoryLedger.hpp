// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/MemoryUse.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace nblast {

/// What the jobs of this process take on each device; engines say, gauges ask. Any thread.
class MemoryLedger {
 public:
  static MemoryLedger& ofThisProcess();

  /// One job's entry on one device; gone when destroyed.
  class Entry {
   public:
    Entry() = default;
    Entry(Entry&& other) noexcept : number_(other.number_) { other.number_ = 0; }
    Entry& operator=(Entry&& other) noexcept;  ///< what was held before is gone
    ~Entry();
    /// @param taken what is allocated just now, by purpose; empty: nothing yet
    void update(std::vector<DeviceMemoryUse::Purpose> taken) const;

   private:
    friend class MemoryLedger;
    std::uint64_t number_ = 0;
  };
  Entry add(int device, std::int64_t plannedBytes);

  /// Fills ownBytes, plannedBytes and purposes of the device with this index.
  void fill(DeviceMemoryUse& use) const;
  std::vector<int> devices() const;  ///< those with an entry, ascending

 private:
  MemoryLedger();
  ~MemoryLedger();
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace nblast
