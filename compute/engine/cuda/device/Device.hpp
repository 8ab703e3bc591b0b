// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"
#include "compute/engine/cuda/kernel/BoundTask.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nblast::cuda {

/// A device could not do what was asked of it. what() says what and why.
class DeviceError : public Error {
 public:
  enum class Kind : std::uint8_t {
    OutOfMemory,  ///< ask for less
    Failed        ///< a launch or a copy failed, or the device is lost: do not use it again
  };
  DeviceError(Kind kind, const std::string& what) : Error(what), kind_(kind) {}
  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Work of different slots overlaps: while one computes, the other's scores are copied back.
constexpr int kSlots = 2;

/// A processor with memory of its own that runs the kernels: a GPU (CudaDevice), threads of this
/// machine with memory of a stated size (HostDevice), or a test's double. Used by one thread at a
/// time. Every call but free ones may throw DeviceError.
class Device {
 public:
  virtual ~Device() = default;

  virtual int index() const = 0;  ///< as --gpus counts them
  virtual const std::string& name() const = 0;
  virtual std::int64_t totalBytes() const = 0;
  /// Its memory is the host's: no gauge of GPU memory shows it.
  virtual bool isSimulated() const { return false; }
  virtual std::int64_t freeBytes() = 0;  ///< just now, of all programs

  /// Takes memory, all at once; what was taken before is given back first. 256-byte aligned.
  virtual std::byte* take(std::int64_t bytes) = 0;
  virtual void giveBack() noexcept = 0;

  /// Host memory that copies fast; lives as long as the device, or until it is given back. What
  /// upload() and download() use may be any other memory, too: then they are slower, and may wait.
  virtual std::byte* hostMemory(std::int64_t bytes) = 0;
  virtual void giveBackHostMemory(std::byte* memory) noexcept = 0;

  // Asynchronous, in order within a slot. Host memory must live until wait(slot).
  virtual void upload(int slot, std::byte* to, const void* from, std::int64_t bytes) = 0;
  virtual void download(int slot, void* to, const std::byte* from, std::int64_t bytes) = 0;
  virtual void zero(int slot, std::byte* at, std::int64_t bytes) = 0;
  /// Sums and scores of all pairs of the task.
  virtual void score(int slot, const ScoreTask& task) = 0;
  /// Bounds of all pairs of the task.
  virtual void bound(int slot, const BoundTask& task) = 0;
  virtual void wait(int slot) = 0;
};

/// As messages name it: there may be several of one kind.
inline std::string labelOf(const Device& device) {
  return "GPU " + std::to_string(device.index()) + " (" + device.name() + ")";
}

}  // namespace nblast::cuda
