// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/analysis/Matches.hpp"
#include "compute/analysis/Verify.hpp"
#include "compute/base/Error.hpp"
#include "compute/export/Export.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"
#include "compute/scoring/ScoringJson.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <algorithm>
#include <vector>

/// Small score files of every kind, and everything that can be done with one: for tests of files
/// that are not as this program writes them.
namespace fixtures {

inline std::string tableJson() {
  ScoringOptions options;
  options.table = fcwbTable();
  return scoringToJson(options);
}

inline void writeDense(const std::filesystem::path& path, bool allByAll) {
  Job job(allByAll ? 5 : 4, allByAll ? 0 : 6);
  job.contents.tableJson = tableJson();
  job.contents.reverse = !allByAll;
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  job.writeAll(*writer);
  if (!allByAll) {
    const std::vector<float> reverse(24, 0.5F);
    writer->writeReverseBlock(0, 4, reverse.data());
  }
  writer->finish(R"({"engine":"none"})");
}

inline void writeSparse(const std::filesystem::path& path, bool complete) {
  Job job(5);
  job.contents.tableJson = tableJson();
  const auto writer =
      SparseScoreFileWriter::create(path, job.contents, {0.25, 2}, ExistingFile::Refuse);
  if (!complete) return;
  std::vector<ScoredPair> pairs;
  for (std::int32_t q = 0; q < 5; ++q) {
    for (std::int32_t t = 0; t < 5; ++t)
      pairs.push_back({q, t, scoreOf(q, t)});
  }
  writer->writeBlock(pairs);
  writer->finish("{}");
}

/// Blocks enough for a list of their byteOffsets.
inline void writeManyBlocks(const std::filesystem::path& path) {
  Job job(1, 32'100);
  job.contents.tableJson = tableJson();
  job.contents.geometry = false;
  job.writeFile(path);
}

template <class Use>
void tolerate(Use use) {
  try {
    use();
  } catch (const InputError&) {
  } catch (const IoError&) {
  }
}

inline void readRows(const ScoreFile& file) {
  const auto nQueries = std::min<std::int64_t>(file.queries().size(), 5);
  const auto nTargets = std::min<std::int64_t>(file.targets().size(), 50);
  std::vector<float> scores(static_cast<std::size_t>(nQueries * nTargets));
  for (const auto direction :
       {Direction::Forward, Direction::Reverse, Direction::Mean, Direction::Min, Direction::Max}) {
    tolerate([&] { file.read(direction, 0, nQueries, 0, nTargets, scores.data()); });
    tolerate([&] { matchesOf(file, 0, direction, 3); });
  }
  tolerate([&] { file.rows(0, nQueries); });
}

/// Everything that the programs do with a file that they could open.
inline void useAll(const ScoreFile& file, const std::filesystem::path& folder) {
  tolerate([&] { file.completeness(); });
  tolerate([&] { file.damagedBlocks(); });
  tolerate([&] { file.reportJson(); });
  tolerate([&] { file.sparseCounts(); });
  tolerate([&] { scoringFromJson(file.tableJson(), "file"); });
  for (std::int64_t i = 0; i < std::min<std::int64_t>(file.queries().size(), 5); ++i) {
    tolerate([&] { file.queryGeometry(i); });
    tolerate([&] { file.queryDotprops(i); });
  }
  for (std::int64_t i = 0; i < std::min<std::int64_t>(file.targets().size(), 5); ++i) {
    tolerate([&] { file.targetGeometry(i); });
    tolerate([&] { file.targetDotprops(i); });
  }
  readRows(file);
  JobControl control;
  ExportOptions options;
  options.existing = ExistingFile::Overwrite;
  tolerate([&] { exportScores(file, folder / "out.edges.csv", options, control); });
  tolerate([&] { verifyScores(file, {5, 1}, control); });
}

}  // namespace fixtures
