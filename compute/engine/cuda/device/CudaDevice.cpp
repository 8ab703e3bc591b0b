// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/device/Device.hpp"
#include "compute/engine/cuda/kernel/CudaKernels.hpp"
#include "compute/gpu/Devices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nblast::cuda {

namespace {

/// A GPU by the CUDA runtime. Errors that come late, from a kernel, show at the next call.
class Gpu : public Device {
 public:
  explicit Gpu(const CudaDevice& device)
      : index_(device.index), name_(device.name), totalBytes_(device.memoryBytes) {
    use();
    // Whoever waits for the GPU leaves the core to others.
    check(cudaSetDeviceFlags(cudaDeviceScheduleBlockingSync), "setting it up");
    for (auto& stream : streams_)
      check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
  }
  Gpu(const Gpu&) = delete;
  Gpu& operator=(const Gpu&) = delete;

  ~Gpu() override {
    giveBack();
    for (auto* memory : host_)
      ignore(cudaFreeHost(memory));
    for (auto& stream : streams_) {
      if (stream != nullptr) ignore(cudaStreamDestroy(stream));
    }
  }

  int index() const override { return index_; }
  const std::string& name() const override { return name_; }
  std::int64_t totalBytes() const override { return totalBytes_; }

  std::int64_t freeBytes() override {
    use();
    std::size_t free = 0, total = 0;
    check(cudaMemGetInfo(&free, &total), "asking for its free memory");
    return static_cast<std::int64_t>(free);
  }

  std::byte* take(std::int64_t bytes) override {
    giveBack();
    use();
    void* memory = nullptr;
    check(cudaMalloc(&memory, static_cast<std::size_t>(bytes)),
          fmt::format("taking {} bytes of its memory", bytes));
    return taken_ = static_cast<std::byte*>(memory);
  }

  void giveBack() noexcept override {
    if (taken_ == nullptr) return;
    ignore(cudaSetDevice(index_));
    ignore(cudaFree(taken_));
    taken_ = nullptr;
  }

  std::byte* hostMemory(std::int64_t bytes) override {
    use();
    void* memory = nullptr;
    check(cudaHostAlloc(&memory, static_cast<std::size_t>(bytes), cudaHostAllocDefault),
          fmt::format("taking {} bytes of page-locked host memory", bytes));
    host_.push_back(memory);
    return static_cast<std::byte*>(memory);
  }

  void upload(int slot, std::byte* to, const void* from, std::int64_t bytes) override {
    use();
    check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), cudaMemcpyHostToDevice,
                          stream(slot)),
          "copying to it");
  }

  void download(int slot, void* to, const std::byte* from, std::int64_t bytes) override {
    use();
    check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), cudaMemcpyDeviceToHost,
                          stream(slot)),
          "copying from it");
  }

  void zero(int slot, std::byte* at, std::int64_t bytes) override {
    use();
    check(cudaMemsetAsync(at, 0, static_cast<std::size_t>(bytes), stream(slot)),
          "clearing its memory");
  }

  void score(int slot, const ScoreTask& task) override {
    use();
    check(launchScores(task, stream(slot)), "starting the search");
    check(launchFinish(task, stream(slot)), "starting the last step");
  }

  void wait(int slot) override {
    use();
    check(cudaStreamSynchronize(stream(slot)), "scoring");
  }

 private:
  static void ignore(cudaError_t error) {
    if (error != cudaSuccess) static_cast<void>(cudaGetLastError());
  }

  static void check(cudaError_t error, const std::string& doing) {
    if (error == cudaSuccess) return;
    static_cast<void>(
        cudaGetLastError());  // it sticks to the thread; nobody after us shall find it
    const auto kind = error == cudaErrorMemoryAllocation ? DeviceError::Kind::OutOfMemory
                                                         : DeviceError::Kind::Failed;
    throw DeviceError(kind, fmt::format("{} failed: {} (CUDA error {})", doing,
                                        cudaGetErrorString(error), static_cast<int>(error)));
  }

  /// The runtime's current device is each thread's own.
  void use() const { check(cudaSetDevice(index_), "turning to it"); }
  cudaStream_t stream(int slot) const { return streams_[static_cast<std::size_t>(slot)]; }

  int index_;
  std::string name_;
  std::int64_t totalBytes_;
  std::array<cudaStream_t, kSlots> streams_{};
  std::byte* taken_ = nullptr;
  std::vector<void*> host_;
};

/// @throws InputError naming the devices there are
void checkWanted(const std::vector<int>& wanted, const std::vector<CudaDevice>& devices) {
  for (const int index : wanted) {
    const auto has = [index](const auto& device) { return device.index == index; };
    if (std::any_of(devices.begin(), devices.end(), has)) continue;
    std::string those;
    for (const auto& device : devices)
      those += fmt::format("{}{} ({})", those.empty() ? "" : ", ", device.index, device.name);
    throw InputError(fmt::format("There is no GPU {}; this machine has {}.", index, those));
  }
}

std::string notUsed(const CudaDevice& device, const std::string& problem) {
  return fmt::format("GPU {} ({}) is not used: {}.", device.index, device.name, problem);
}

}  // namespace

Devices openCudaDevices(const std::vector<int>& wanted) {
  const auto status = queryCudaDevices();
  Devices devices;
  if (status.devices.empty()) {
    devices.problems.push_back(status.reason);
    return devices;
  }
  checkWanted(wanted, status.devices);
  for (const auto& device : status.devices) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), device.index) == wanted.end())
      continue;
    if (!device.problem.empty()) {
      devices.problems.push_back(notUsed(device, device.problem));
      continue;
    }
    try {
      devices.usable.push_back(std::make_unique<Gpu>(device));
    } catch (const DeviceError& error) {
      devices.problems.push_back(notUsed(device, error.what()));
    }
  }
  return devices;
}

}  // namespace nblast::cuda
