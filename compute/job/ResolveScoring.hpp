// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"
#include "compute/scoring/ScoreTable.hpp"

#include <string>
#include <vector>

namespace nblast {

/// A job's words as numbers.
struct ResolvedScoring {
  ScoringOptions options;
  std::vector<std::string> notes;  ///< of a table file
};

/// Has the job's method find the score table (reading a file if it is one), and settles whose
/// brackets count, and the bound. NBLAST's automatic table is fcwb, with alpha fcwb-alpha; a table
/// that is named stays.
/// @throws InputError for a table that is not there or cannot be used; for a bound at or below the
/// table's last inner edge, which would make far points count as good; for an automatic bound where
/// none follows
ResolvedScoring resolveScoring(const JobSpec& spec);

}  // namespace nblast
