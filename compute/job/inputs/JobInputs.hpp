// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobReport.hpp"
#include "compute/neuron/PreparedSet.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace nblast {

/// Both sides of a job, ready to be scored. A side may be shared with whoever prepared it
/// (PreparedCache): only its sole owner may change it.
struct JobInputs {
  std::shared_ptr<PreparedSet> queries;
  std::shared_ptr<PreparedSet> ownTargets;  ///< null in an all-by-all
  SideUnits queryUnits, targetUnits;
  std::vector<std::string> notes;     ///< units with their reasons, files that were passed over
  std::vector<std::string> warnings;  ///< neurons of an odd size, sides that hardly overlap

  bool both = false;  ///< own targets are scored against the queries too

  bool isAllByAll() const { return !ownTargets; }
  const PreparedSet& targets() const { return ownTargets ? *ownTargets : *queries; }
  /// Scores to compute; with both, two for each query and target.
  std::int64_t pairs() const { return queries->size() * targets().size() * (both ? 2 : 1); }
  std::int64_t pointQueries() const {
    return queries->pointCount() * targets().size() +
           (both ? targets().pointCount() * queries->size() : 0);
  }
};

}  // namespace nblast
