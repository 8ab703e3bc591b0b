// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/ReadNeurons.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/Collect.hpp"
#include "compute/io/FindFiles.hpp"
#include "compute/io/FindUnit.hpp"
#include "compute/io/Keys.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/neuron/Plausibility.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <utility>
#include <vector>

namespace nblast {

namespace {

/// Unreadable files get keys, too, so that repairing one later does not rename the others.
void fill(NeuronSet& set, std::vector<Outcome> outcomes) {
  std::vector<FileName> names;
  names.reserve(outcomes.size());
  for (Outcome& outcome : outcomes)
    names.push_back(std::move(outcome.name));
  const std::vector<Key> keys = assignKeys(names);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!outcomes[i].reason.empty()) {
      set.leftOut.push_back({keys[i].text, std::move(outcomes[i].reason)});
      continue;
    }
    set.neurons.push_back(std::move(outcomes[i].neuron));
    set.neurons.back().key = keys[i].text;
    if (!keys[i].warning.empty()) set.neurons.back().warnings.push_back(keys[i].warning);
  }
}

[[noreturn]] void throwNothingLoaded(std::span<const std::filesystem::path> paths,
                                     const NeuronSet& set) {
  if (set.leftOut.size() == 1) throw InputError(set.leftOut.front().reason);
  const std::string where =
      paths.empty() ? "no files were given" : validUtf8(paths.front().native());
  if (!set.leftOut.empty())
    throw NothingLoaded(where,
                        fmt::format("none of {} files could be loaded; the first: {}",
                                    set.leftOut.size(), set.leftOut.front().reason),
                        set.leftOut);
  throw InputError(where, 0,
                   fmt::format("no neurons here ({} other files); known endings: {}",
                               set.passedOverFiles, knownEndings()));
}

}  // namespace

NeuronSet readNeurons(std::span<const std::filesystem::path> paths, JobControl& control,
                      std::int64_t memoryBytes) {
  control.begin(Phase::Load, 0);
  const FoundFiles found = findFiles(paths, control);
  MemoryBudget budget(memoryBytes);
  Collected collected = collect(found.files, budget, control);

  NeuronSet set;
  set.passedOverFiles = found.passedOver + collected.passedOver;
  fill(set, std::move(collected.outcomes));
  for (const std::vector<LeftOut>* more :
       {&std::as_const(collected.brokenArchives), &found.leftOut})
    set.leftOut.insert(set.leftOut.end(), more->begin(), more->end());
  if (set.neurons.empty()) throwNothingLoaded(paths, set);
  set.unit = findUnit(set.neurons);
  set.extents = extentsOf(set.neurons);
  return set;
}

}  // namespace nblast
