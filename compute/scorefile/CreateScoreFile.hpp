// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/NewScoreFile.hpp"
#include "compute/scorefile/ScoreFileContents.hpp"
#include "compute/scorefile/ScoreFileLayout.hpp"

#include <string>

namespace nblast {

/// Creates the HDF5 file with everything but scores and geometry in it, and closes it.
struct CreatedScoreFile {
  layout::FileOffsets byteOffsets;
  layout::GeometryOffsets queries, targets;  ///< targets: not used in an all-by-all
};
/// @param path is overwritten
/// @throws hdf5::Failure
CreatedScoreFile createScoreFile(const std::string& path, const ScoreFileContents& contents,
                                 const CreateScores& createScores);

/// The datasets of a dense file: /scores/forward, perhaps /scores/reverse, and /blocks.
void createMatrices(hid_t file, const ScoreFileContents& contents, const ChunkGrid& grid,
                    layout::FileOffsets& byteOffsets);

}  // namespace nblast
