// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
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

}  // namespace nblast
