// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/device/Devices.hpp"
#include "compute/engine/cuda/kernel/StepCounts.hpp"

#include <mutex>
#include <vector>

namespace nblast::cuda {

/// Runs the kernels on threads of this machine, with memory of a stated size: what a GPU would do,
/// slowly. Every call is finished when it returns.
class HostDevice : public Device {
 public:
  /// @param shuffle 0, or a seed: the threads of each phase run in shuffled orders
  HostDevice(int index, std::int64_t bytes, std::uint64_t shuffle = 0);

  int index() const override { return index_; }
  const std::string& name() const override { return name_; }
  std::int64_t totalBytes() const override { return bytes_; }
  bool isSimulated() const override { return true; }
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

  const StepCounts& counts() const { return counts_; }  ///< of all scoring

 private:
  void check(const std::byte* at, std::int64_t bytes) const;
  template <class Memory, class F>
  StepCounts runBlocks(std::int64_t works, F&& f) const;

  struct Freed {
    void operator()(std::byte* memory) const;
  };
  using Memory = std::unique_ptr<std::byte, Freed>;
  static Memory allocate(std::int64_t bytes);

  int index_;
  std::string name_;
  std::int64_t bytes_;
  std::uint64_t shuffle_;
  Memory taken_;
  std::int64_t takenBytes_ = 0;
  std::vector<Memory> host_;
  std::mutex countsMutex_;  ///< of a test's double, whose slots score side by side
  StepCounts counts_;
};

/// Simulated devices that run the kernels on threads of the calling arena.
/// @param bytes memory of each
Devices openHostDevices(int count, std::int64_t bytes);

}  // namespace nblast::cuda
