// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/device/CudaDevice.hpp"

#include "compute/engine/cuda/kernel/CudaKernels.hpp"

#include <fmt/format.h>

namespace nblast::cuda {

namespace {

void ignore(cudaError_t error) {
  if (error != cudaSuccess) static_cast<void>(cudaGetLastError());
}

[[noreturn]] void fail(DeviceError::Kind kind, cudaError_t error, const std::string& doing) {
  static_cast<void>(cudaGetLastError());  // it sticks to the thread; nobody after us shall find it
  throw DeviceError(kind, fmt::format("{} failed: {} (CUDA error {})", doing,
                                      cudaGetErrorString(error), static_cast<int>(error)));
}

void check(cudaError_t error, const std::string& doing) {
  if (error == cudaSuccess) return;
  fail(error == cudaErrorMemoryAllocation ? DeviceError::Kind::OutOfMemory
                                          : DeviceError::Kind::Failed,
       error, doing);
}

}  // namespace

CudaDevice::CudaDevice(const CudaGpu& gpu)
    : index_(gpu.index), name_(gpu.name), totalBytes_(gpu.memoryBytes) {
  use();
  // Whoever waits for the GPU leaves the core to others.
  check(cudaSetDeviceFlags(cudaDeviceScheduleBlockingSync), "setting it up");
  for (auto& stream : streams_)
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
}

CudaDevice::~CudaDevice() {
  giveBack();
  ignore(cudaSetDevice(index_));
  for (auto* memory : host_)
    ignore(cudaFreeHost(memory));
  for (auto& stream : streams_) {
    if (stream != nullptr) ignore(cudaStreamDestroy(stream));
  }
}

std::int64_t CudaDevice::freeBytes() {
  use();
  std::size_t free = 0, total = 0;
  check(cudaMemGetInfo(&free, &total), "asking for its free memory");
  return static_cast<std::int64_t>(free);
}

std::byte* CudaDevice::take(std::int64_t bytes) {
  giveBack();
  use();
  void* memory = nullptr;
  check(cudaMalloc(&memory, static_cast<std::size_t>(bytes)),
        fmt::format("taking {} bytes of its memory", bytes));
  return taken_ = static_cast<std::byte*>(memory);
}

void CudaDevice::giveBack() noexcept {
  if (taken_ == nullptr) return;
  ignore(cudaSetDevice(index_));
  ignore(cudaFree(taken_));
  taken_ = nullptr;
}

std::byte* CudaDevice::hostMemory(std::int64_t bytes) {
  use();
  void* memory = nullptr;
  const auto error = cudaHostAlloc(&memory, static_cast<std::size_t>(bytes), cudaHostAllocDefault);
  const auto doing = fmt::format("taking {} bytes of page-locked host memory", bytes);
  // The system's own limit on locked memory shows as one of these; the GPU is as good as before.
  if (error == cudaErrorOperatingSystem || error == cudaErrorNotSupported)
    fail(DeviceError::Kind::OutOfMemory, error, doing);
  check(error, doing);
  host_.push_back(memory);
  return static_cast<std::byte*>(memory);
}

void CudaDevice::giveBackHostMemory(std::byte* memory) noexcept {
  if (std::erase(host_, memory) == 0) return;
  ignore(cudaSetDevice(index_));
  ignore(cudaFreeHost(memory));
}

void CudaDevice::upload(int slot, std::byte* to, const void* from, std::int64_t bytes) {
  use();
  check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), cudaMemcpyHostToDevice,
                        stream(slot)),
        "copying to it");
}

void CudaDevice::download(int slot, void* to, const std::byte* from, std::int64_t bytes) {
  use();
  check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), cudaMemcpyDeviceToHost,
                        stream(slot)),
        "copying from it");
}

void CudaDevice::zero(int slot, std::byte* at, std::int64_t bytes) {
  use();
  check(cudaMemsetAsync(at, 0, static_cast<std::size_t>(bytes), stream(slot)),
        "clearing its memory");
}

void CudaDevice::score(int slot, const ScoreTask& task) {
  use();
  check(launchScores(task, stream(slot)), "starting the search");
  check(launchFinish(task, stream(slot)), "starting the last step");
}

void CudaDevice::bound(int slot, const BoundTask& task) {
  use();
  check(launchBounds(task, stream(slot)), "starting to bound pairs");
}

void CudaDevice::wait(int slot) {
  use();
  check(cudaStreamSynchronize(stream(slot)), "scoring");
}

void CudaDevice::use() const {
  check(cudaSetDevice(index_), "turning to it");
}

}  // namespace nblast::cuda
