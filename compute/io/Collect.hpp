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
  /// Of a member in its archive: distinguishes members of the same name.
  std::int64_t position = 0;
  Neuron neuron;
  /// A whole sentence; empty where there is a neuron.
  std::string reason;
};

struct Collected {
  /// Sorted by path, bytewise.
  std::vector<Outcome> outcomes;
  /// Sorted; the members that were read before an archive broke off are in outcomes.
  std::vector<LeftOut> brokenArchives;
  /// How many members had other endings, or were in no format of neurons.
  std::int64_t passedOver = 0;
};

/// Reads and parses all files on the threads of the calling arena. An archive is read by one thread
/// and parsed by all; at most 64 MiB of its text wait to be parsed, beside the one member being
/// read. Bytes, decoded texts and neurons of all threads are taken from the budget; a file that
/// does not fit into it is left out.
/// @param budget the neurons stay taken from it
/// @throws Cancelled; BudgetSpent if most of the budget was in use before
Collected collect(const std::vector<FoundFile>& files, MemoryBudget& budget, JobControl& control);

}  // namespace nblast
