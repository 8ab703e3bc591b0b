// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/device/Device.hpp"

#include <cuda_runtime_api.h>

#include <functional>
#include <memory>

namespace nblast::gpu {

/// Time between two points of a GPU's default stream. That GPU is the calling thread's current one
/// from then on: a stream, an event and a launch must be of one GPU.
class GpuStopwatch {
 public:
  explicit GpuStopwatch(int gpu);  ///< @throws Error
  ~GpuStopwatch();
  GpuStopwatch(const GpuStopwatch&) = delete;
  GpuStopwatch& operator=(const GpuStopwatch&) = delete;

  /// @param work given to the default stream @throws Error
  double seconds(const std::function<cudaError_t()>& work);

 private:
  int gpu_;
  cudaEvent_t start_ = nullptr, end_ = nullptr;
};

struct KernelSeconds {
  double upload = 0, zero = 0, search = 0, finish = 0, download = 0;
};

/// A GPU whose steps run one after another, each timed; nothing overlaps.
class TimedGpu : public cuda::Device {
 public:
  /// @param seconds each step's is added there
  TimedGpu(std::unique_ptr<cuda::Device> gpu, KernelSeconds& seconds)
      : gpu_(std::move(gpu)), seconds_(seconds), watch_(gpu_->index()) {}

  int index() const override { return gpu_->index(); }
  const std::string& name() const override { return gpu_->name(); }
  std::int64_t totalBytes() const override { return gpu_->totalBytes(); }
  std::int64_t freeBytes() override { return gpu_->freeBytes(); }
  std::byte* take(std::int64_t bytes) override { return gpu_->take(bytes); }
  void giveBack() noexcept override { gpu_->giveBack(); }
  std::byte* hostMemory(std::int64_t bytes) override { return gpu_->hostMemory(bytes); }
  void giveBackHostMemory(std::byte* memory) noexcept override { gpu_->giveBackHostMemory(memory); }
  void upload(int slot, std::byte* to, const void* from, std::int64_t bytes) override;
  void download(int slot, void* to, const std::byte* from, std::int64_t bytes) override;
  void zero(int slot, std::byte* at, std::int64_t bytes) override;
  void score(int slot, const cuda::ScoreTask& task) override;
  void bound(int slot, const cuda::BoundTask& task) override;
  void wait(int /*slot*/) override {}

 private:
  double copy(void* to, const void* from, std::int64_t bytes, cudaMemcpyKind kind);

  std::unique_ptr<cuda::Device> gpu_;
  KernelSeconds& seconds_;
  GpuStopwatch watch_;
};

}  // namespace nblast::gpu
