// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// Which engine, and what it may use.
struct EngineChoice {
  /// "reference" (double, plain loops, the oracle), "cpu" (all cores), "cuda" (GPUs), "cuda-host"
  /// (the kernels of "cuda" on simulated devices, slow, for tests), or "auto": cuda if a device is
  /// usable, else cpu
  std::string name = "auto";
  std::vector<int> gpus;                    ///< empty: all; of "cuda-host": how many, at least one
  std::optional<std::int64_t> memoryBytes;  ///< at most this much of each device
};

}  // namespace nblast
