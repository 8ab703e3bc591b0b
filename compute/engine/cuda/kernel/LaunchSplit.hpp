// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// How thread blocks are split into launches. Compiled by nvcc and by g++; host code.
#include <cstdint>

namespace nblast::cuda {

/// Thread blocks [first, first + blocks) of a grid.
struct Launch {
  std::int64_t first = 0;
  unsigned blocks = 0;
};

/// The launches that a grid is split into: for (auto launch = firstLaunch(all, most);
/// launch.blocks > 0; launch = nextLaunch(launch, all, most)). Each block is in exactly one.
/// @param all blocks of the grid @param most blocks of a launch, below 2^31, which is CUDA's limit
constexpr Launch launchFrom(std::int64_t first, std::int64_t all, std::int64_t most) {
  const std::int64_t left = first < all ? all - first : 0;
  return {first, static_cast<unsigned>(left < most ? left : most)};
}
constexpr Launch firstLaunch(std::int64_t all, std::int64_t most) {
  return launchFrom(0, all, most);
}
constexpr Launch nextLaunch(const Launch& last, std::int64_t all, std::int64_t most) {
  return launchFrom(last.first + last.blocks, all, most);
}

/// The blocks of one launch whose threads stride over `items`: one thread per item, or as many
/// blocks as allowed.
constexpr unsigned stridingBlocks(std::int64_t items, std::int64_t threads, std::int64_t most) {
  const std::int64_t blocks = items / threads + (items % threads > 0 ? 1 : 0);
  return static_cast<unsigned>(blocks < most ? blocks : most);
}

}  // namespace nblast::cuda
