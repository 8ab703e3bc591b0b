// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/kernel/Steps.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace nblast::cuda {

/// What the warps of the host executor did.
struct StepCounts {
  std::array<std::int64_t, static_cast<std::size_t>(Step::Count)> steps{};
  std::int64_t atomics = 0;  ///< numbers added to sums in the device's memory

  StepCounts& operator+=(const StepCounts& other) {
    for (std::size_t i = 0; i < steps.size(); ++i)
      steps[i] += other.steps[i];
    atomics += other.atomics;
    return *this;
  }
};

}  // namespace nblast::cuda
