// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nblast {

/// Memory of one device, as a gauge shows it.
struct DeviceMemoryUse {
  struct Purpose {
    std::string name;  ///< "query points", "targets", "scores", ...
    std::int64_t bytes = 0;
  };
  int index = 0;
  std::string name;
  std::int64_t totalBytes = 0;
  std::int64_t freeBytes = 0;
  std::int64_t ownBytes = 0;  ///< of this program, all jobs; the rest of what is used is others'
  std::int64_t plannedBytes = 0;  ///< the most that this program's running jobs will take
  std::vector<Purpose> purposes;  ///< of ownBytes; sums to it
};

/// The purpose of what the driver takes for a program that uses a device: in no job's plan.
inline constexpr const char* kDriverPurpose = "the driver itself";

struct MemoryUse {
  std::vector<DeviceMemoryUse> devices;
  std::string reason;  ///< why there are none; empty if there is one
};

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

/// Where a gauge gets its figures. Called twice a second, from one thread at a time, never the
/// window's.
class MemoryMonitor {
 public:
  virtual ~MemoryMonitor() = default;
  virtual MemoryUse read() = 0;  ///< does not throw; milliseconds
};

/// NVML where the driver brings it (opened at run time), else the CUDA runtime, else none with the
/// reason. Never wakes a device that is asleep just to look. Makes nothing but the object: the
/// first read() opens what there is (up to a second).
std::unique_ptr<MemoryMonitor> makeMemoryMonitor();

/// Lets CUDA count devices by bus, as NVML and the driver's tools do, unless the user chose
/// otherwise (CUDA_DEVICE_ORDER). For the beginning of main(), before there are threads.
void countDevicesByBus();

}  // namespace nblast
