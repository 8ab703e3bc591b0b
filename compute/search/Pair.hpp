#pragma once
#include <cstdint>

namespace nblast {

/// A query neuron and a target neuron, by index.
struct Pair {
  std::int64_t query = 0;
  std::int64_t target = 0;
  friend auto operator<=>(const Pair&, const Pair&) = default;
};

}  // namespace nblast
