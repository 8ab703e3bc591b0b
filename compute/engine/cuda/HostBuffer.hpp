// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/device/Device.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace nblast::cuda {

/// Memory of this machine that a device copies from or to: page-locked, which is faster, or any
/// other where that cannot be had. 16-byte aligned.
class HostBuffer {
 public:
  /// @param device must outlive this
  explicit HostBuffer(Device& device) : device_(device) {}
  ~HostBuffer() { giveBack(); }
  HostBuffer(const HostBuffer&) = delete;
  HostBuffer& operator=(const HostBuffer&) = delete;

  /// Makes room for so many bytes; a smaller buffer goes first, with what is in it.
  /// @return why it is not page-locked; empty if it is, or if nothing was taken
  /// @throws DeviceError if the device has failed
  std::string reserve(std::int64_t bytes);
  void giveBack() noexcept;
  std::byte* data() const { return data_; }

 private:
  Device& device_;
  std::byte* data_ = nullptr;
  std::int64_t bytes_ = 0;
  std::unique_ptr<std::byte[]> pageable_;
};

}  // namespace nblast::cuda
