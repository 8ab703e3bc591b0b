// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"
#include "compute/base/JobControl.hpp"
#include "compute/base/MemoryBudget.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
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

/// Reads files of neurons in all formats of neuronFormats(), folders with all folders in them, and
/// the archives of archiveFormats() into one set, on all threads of the calling TBB arena; archives
/// are streamed, never unpacked to disk. The set is sorted by path, bytewise. A neuron's key is its
/// file name without the ending; where two files share it, both get their relative path instead.
/// Files that cannot be read go to leftOut; the others go on. Units are stated or guessed
/// (findUnit()). Progress: one step per file; the total grows while an archive is listed.
/// @param memoryBytes limit for bytes, texts and neurons of all threads together; a file that does
/// not fit beside the neurons read so far is left out
/// @throws InputError if a path does not exist, has no known ending, or nothing at all could be
/// loaded (NothingLoaded, where several files were tried)
/// @throws Cancelled
NeuronSet readNeurons(std::span<const std::filesystem::path> paths, JobControl& control,
                      std::int64_t memoryBytes = memoryForReadingBytes());

}  // namespace nblast
