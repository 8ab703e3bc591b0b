#pragma once
#include "compute/job/Runner.hpp"

#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// Both sides of a job, ready to be scored.
struct JobInputs {
  PreparedSet queries;
  std::optional<PreparedSet> ownTargets;  ///< nothing in an all-by-all
  std::vector<std::string> notes;         ///< units with their grounds, passed-over files

  bool isAllByAll() const { return !ownTargets; }
  const PreparedSet& targets() const { return ownTargets ? *ownTargets : queries; }
  std::int64_t pairs() const { return queries.size() * targets().size(); }
  std::int64_t pointQueries() const { return queries.pointCount() * targets().size(); }
};

/// Reads what is not loaded yet, settles the units and makes dotprops, on the calling arena's
/// threads.
/// @throws InputError if a unit is in doubt, or a side has no neuron that can be scored
/// @throws Cancelled
JobInputs prepareInputs(const JobSpec& spec, const LoadedInputs& loaded, JobControl& control);

}  // namespace nblast
