// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/PreparedSet.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace nblast {

/// Everything a new score file holds before its first score.
struct ScoreFileContents {
  const PreparedSet* queries = nullptr;
  /// nullptr: all-by-all, /targets is a hard link to /queries
  const PreparedSet* targets = nullptr;
  std::span<const double> querySelfHits;
  /// Empty in an all-by-all.
  std::span<const double> targetSelfHits;
  /// The JobSpec as JSON.
  std::string jobJson;
  /// The score table that is used, as JSON.
  std::string tableJson;
  bool normalised = true;
  bool geometry = true;
  /// With room for the targets' scores against the queries.
  bool reverse = false;
};

}  // namespace nblast
