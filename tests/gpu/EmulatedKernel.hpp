// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/cuda/kernel/BoundTask.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <cstdint>
#include <string>

namespace nblast::emulated {

/// What the device code does with a task, scores included, on emulated threads.
/// @return empty, or what went wrong
std::string score75(const cuda::ScoreTask& task, std::uint64_t seed);  ///< compute capability 7.5
std::string score80(const cuda::ScoreTask& task, std::uint64_t seed);  ///< 8.0 and newer
/// The same of bounds.
std::string bound75(const cuda::BoundTask& task, std::uint64_t seed);
std::string bound80(const cuda::BoundTask& task, std::uint64_t seed);

}  // namespace nblast::emulated
