// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/MemoryUse.hpp"

#include <memory>
#include <string>
#include <vector>

namespace nblast {

/// The driver's own library for watching devices, opened at run time: it makes no context and so
/// takes no memory. One thread at a time.
class Nvml {
 public:
  /// @param[out] reason why it cannot be used: a whole sentence
  /// @return null then
  static std::unique_ptr<Nvml> open(const std::string& library, std::string& reason);
  ~Nvml();
  Nvml(const Nvml&) = delete;
  Nvml& operator=(const Nvml&) = delete;

  /// Of the devices that CUDA can see, counted as CUDA counts them (by bus; CUDA_VISIBLE_DEVICES is
  /// looked at): total and free bytes, and what this process has where the driver says so; purposes
  /// and plan from the ledger. A device that gives no figures is left out. Does not throw.
  std::vector<DeviceMemoryUse> read() const;

 private:
  struct Library;
  explicit Nvml(std::unique_ptr<Library> library);
  std::unique_ptr<Library> library_;
};

}  // namespace nblast
