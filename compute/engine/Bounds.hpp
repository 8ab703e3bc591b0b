// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/search/PairBounds.hpp"

#include <span>

namespace nblast {

/// Upper bounds of the forward scores of some queries (compute/search/README.md, "Only the good
/// ones"), wherever they are computed: PairBounds' bits. Used by one thread at a time.
class Bounds {
 public:
  virtual ~Bounds() = default;

  /// Advances control by one per pair.
  /// @param[out] bounds [queries, targets] row-major @throws Cancelled
  virtual void boundAll(std::span<const Dotprops> targets, float* bounds, JobControl& control) = 0;
};

/// On all threads of the calling arena.
class CpuBounds : public Bounds {
 public:
  /// @param queries only read while this is made
  CpuBounds(std::span<const Dotprops> queries, const ScoringOptions& options, JobControl& control)
      : bounds_(queries, options, control) {}

  void boundAll(std::span<const Dotprops> targets, float* bounds, JobControl& control) override {
    bounds_.boundAll(targets, bounds, control);
  }

 private:
  PairBounds bounds_;
};

}  // namespace nblast
