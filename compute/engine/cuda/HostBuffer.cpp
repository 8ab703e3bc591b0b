// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/HostBuffer.hpp"

namespace nblast::cuda {

std::string HostBuffer::reserve(std::int64_t bytes) {
  if (bytes <= bytes_) return {};
  giveBack();
  std::string problem;
  try {
    data_ = device_.hostMemory(bytes);
  } catch (const DeviceError& error) {
    if (error.kind() != DeviceError::Kind::OutOfMemory) throw;
    problem = error.what();
    pageable_ = std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(bytes));
    data_ = pageable_.get();
  }
  bytes_ = bytes;
  return problem;
}

void HostBuffer::giveBack() noexcept {
  if (data_ != nullptr && !pageable_) device_.giveBackHostMemory(data_);
  pageable_.reset();
  data_ = nullptr;
  bytes_ = 0;
}

}  // namespace nblast::cuda
