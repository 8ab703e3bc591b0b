// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Needs the CUDA toolkit's headers: for this folder's sources alone.
#include "compute/engine/cuda/device/Device.hpp"
#include "compute/gpu/CudaStatus.hpp"

#include <cuda_runtime_api.h>

#include <array>
#include <string>
#include <vector>

namespace nblast::cuda {

/// A GPU by the CUDA runtime. Errors that come late, from a kernel, show at the next call.
class CudaDevice : public Device {
 public:
  /// Makes a context on the GPU. @throws DeviceError
  explicit CudaDevice(const CudaGpu& gpu);
  CudaDevice(const CudaDevice&) = delete;
  CudaDevice& operator=(const CudaDevice&) = delete;
  ~CudaDevice() override;

  int index() const override { return index_; }
  const std::string& name() const override { return name_; }
  std::int64_t totalBytes() const override { return totalBytes_; }
  std::int64_t freeBytes() override;
  std::byte* take(std::int64_t bytes) override;
  void giveBack() noexcept override;
  std::byte* hostMemory(std::int64_t bytes) override;
  void giveBackHostMemory(std::byte* memory) noexcept override;
  void upload(int slot, std::byte* to, const void* from, std::int64_t bytes) override;
  void download(int slot, void* to, const std::byte* from, std::int64_t bytes) override;
  void zero(int slot, std::byte* at, std::int64_t bytes) override;
  void score(int slot, const ScoreTask& task) override;
  void bound(int slot, const BoundTask& task) override;
  void wait(int slot) override;

 private:
  /// The runtime's current device is each thread's own.
  void use() const;
  cudaStream_t stream(int slot) const { return streams_[static_cast<std::size_t>(slot)]; }

  int index_;
  std::string name_;
  std::int64_t totalBytes_;
  std::array<cudaStream_t, kSlots> streams_{};
  std::byte* taken_ = nullptr;
  std::vector<void*> host_;
};

}  // namespace nblast::cuda
