// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <filesystem>
#include <memory>

namespace fixtures {

/// A 4 x 4 all-by-all with ties and negative scores. Query 0: forward 0.5 0.25 0.5, reverse 0.25
/// -0.5 0.5.
inline constexpr float kTies[4][4] = {{1, 0.5F, 0.25F, 0.5F},
                                      {0.25F, 1, 0.25F, 0.25F},
                                      {-0.5F, -0.25F, 1, 0.75F},
                                      {0.5F, 0.125F, 0.25F, 1}};

inline std::shared_ptr<ScoreFile> writeTies(const std::filesystem::path& path) {
  const Job job(4);
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  writer->writeBlock(0, 4, &kTies[0][0]);
  return ScoreFile::open(path);
}

}  // namespace fixtures
