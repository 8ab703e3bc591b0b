// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>

namespace nblast {

/// A query neuron and a target neuron, by index.
struct Pair {
  std::int64_t query = 0;
  std::int64_t target = 0;
  friend bool operator<(const Pair& a, const Pair& b) {
    return a.query != b.query ? a.query < b.query : a.target < b.target;
  }
};

}  // namespace nblast
