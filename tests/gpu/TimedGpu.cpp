// SPDX-License-Identifier: BSD-3-Clause
#include "tests/gpu/TimedGpu.hpp"

#include "compute/engine/cuda/kernel/CudaKernels.hpp"

namespace nblast::gpu {

namespace {

void check(cudaError_t error) {
  if (error != cudaSuccess) throw Error(cudaGetErrorString(error));
}

}  // namespace

GpuStopwatch::GpuStopwatch(int gpu) : gpu_(gpu) {
  check(cudaSetDevice(gpu_));
  check(cudaEventCreate(&start_));
  check(cudaEventCreate(&end_));
}

GpuStopwatch::~GpuStopwatch() {
  cudaSetDevice(gpu_);
  cudaEventDestroy(start_);
  cudaEventDestroy(end_);
}

double GpuStopwatch::seconds(const std::function<cudaError_t()>& work) {
  check(cudaSetDevice(gpu_));
  check(cudaEventRecord(start_));
  check(work());
  check(cudaEventRecord(end_));
  check(cudaEventSynchronize(end_));
  float milliseconds = 0;
  check(cudaEventElapsedTime(&milliseconds, start_, end_));
  return milliseconds / 1000;
}

void TimedGpu::upload(int, std::byte* to, const void* from, std::int64_t bytes) {
  seconds_.upload += copy(to, from, bytes, cudaMemcpyHostToDevice);
}

void TimedGpu::download(int, void* to, const std::byte* from, std::int64_t bytes) {
  seconds_.download += copy(to, from, bytes, cudaMemcpyDeviceToHost);
}

void TimedGpu::zero(int, std::byte* at, std::int64_t bytes) {
  seconds_.zero += watch_.seconds(
      [&] { return cudaMemsetAsync(at, 0, static_cast<std::size_t>(bytes), nullptr); });
}

void TimedGpu::score(int, const cuda::ScoreTask& task) {
  seconds_.search += watch_.seconds([&] { return cuda::launchScores(task, nullptr); });
  seconds_.finish += watch_.seconds([&] { return cuda::launchFinish(task, nullptr); });
}

void TimedGpu::bound(int, const cuda::BoundTask& task) {
  seconds_.search += watch_.seconds([&] { return cuda::launchBounds(task, nullptr); });
}

double TimedGpu::copy(void* to, const void* from, std::int64_t bytes, cudaMemcpyKind kind) {
  return watch_.seconds(
      [&] { return cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), kind, nullptr); });
}

}  // namespace nblast::gpu
