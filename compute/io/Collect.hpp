// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/MemoryBudget.hpp"
#include "compute/io/FindFiles.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast {

/// One file or member that was read: a neuron, or the reason why there is none.
struct Outcome {
  FileName name;
  std::int64_t position = 0;  ///< in its archive: tells members of the same name apart
  Neuron neuron;
  std::string reason;  ///< whole sentence; empty where there is a neuron
};

struct Collected {
  std::vector<Outcome> outcomes;        ///< sorted by path, bytewise
  std::vector<LeftOut> brokenArchives;  ///< sorted; what they gave before they broke is in outcomes
  std::int64_t passedOver = 0;          ///< members with other endings, tables that are no points
};

/// Reads and parses all files on the threads of the calling arena. An archive is read by one thread
/// and parsed by all; at most 64 MiB of its text wait to be parsed, beside the one member being
/// read. Bytes, decoded texts and neurons of all threads are taken from the budget: what it does
/// not hold is left out.
/// @param budget the neurons stay taken from it
/// @throws Cancelled; BudgetSpent if most of the budget was in use before
Collected collect(const std::vector<FoundFile>& files, MemoryBudget& budget, JobControl& control);

}  // namespace nblast
