// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"
#include "compute/base/JobControl.hpp"
#include "compute/base/MemoryBudget.hpp"
#include "compute/neuron/Neuron.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nblast {

/// None of several files could be loaded: each is named with its reason.
class NothingLoaded : public InputError {
 public:
  NothingLoaded(std::string where, std::string reason, std::vector<LeftOut> files)
      : InputError(std::move(where), 0, std::move(reason)), leftOut_(std::move(files)) {}
  const std::vector<LeftOut>& leftOut() const { return leftOut_; }

 private:
  std::vector<LeftOut> leftOut_;
};

/// Reads SWC files, folders (recursive), zip, tar and tar.gz archives, dotprops CSV
/// (`x,y,z,vx,vy,vz,alpha`) and point CSV (`x,y,z`) into one set, on all threads of the calling TBB
/// arena; archives are streamed, never unpacked to disk. Sorted by path, bytewise. A neuron's key
/// is its file name without the ending; where two files share it, both get their relative path
/// instead. What cannot be read goes to leftOut; the others go on. Units are stated or guessed
/// (findUnit). Progress: one a file; the total grows while an archive is listed.
/// @param memoryBytes what bytes, texts and neurons of all threads together may take; a file that
/// does not fit beside the neurons read so far is left out
/// @throws InputError if a path does not exist, has no known ending, or nothing at all could be
/// loaded (NothingLoaded, where several files were tried)
/// @throws Cancelled
NeuronSet readNeurons(std::span<const std::filesystem::path> paths, JobControl& control,
                      std::int64_t memoryBytes = memoryForReadingBytes());

/// One SWC text in memory, in any encoding and dialect of the field, whatever it takes.
/// @param source for messages
/// @throws InputError with source and line
Neuron parseSwc(std::string_view bytes, const std::string& source);

/// One CSV of points, with or without tangents and alpha. @throws InputError with source and line
Neuron parsePointCsv(std::string_view bytes, const std::string& source);

/// What the neurons' files state, and the unit of those that state none: from extent and spacing of
/// these alone, else in doubt. Units that contradict each other are no doubt: each neuron is in its
/// own.
UnitFinding findUnit(std::span<const Neuron> neurons);

}  // namespace nblast
