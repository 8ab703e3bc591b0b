// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <QTemporaryDir>

#include <cmath>
#include <cstring>
#include <string>
#include <vector>

/// Synthetic neurons and scores for the tests of the score file. Every value says where it belongs.
namespace fixtures {

using namespace nblast;

/// 1 to 5 points a neuron; every third neuron is a cloud, every fourth has no radii.
inline PreparedSet makeSet(std::int64_t size, const std::string& prefix) {
  PreparedSet set;
  for (std::int64_t i = 0; i < size; ++i) {
    const auto number = std::to_string(i);
    set.labels.push_back(
        {prefix + number, "folder/" + prefix + number + ".swc", "hash" + prefix + number});
    Dotprops dotprops;
    SkeletonLinks links;
    for (std::int64_t p = 0; p <= i % 5; ++p) {
      const auto x = static_cast<float>(i);
      const auto y = static_cast<float>(p);
      dotprops.points_um.push_back({x, y, 0.5F});
      dotprops.tangents.push_back({0, p % 2 == 0 ? 1.0F : -1.0F, 0});
      dotprops.alphas.push_back(0.125F * y);
      if (i % 3 != 0) links.parents.push_back(static_cast<std::int32_t>(p) - 1);
      if (i % 4 != 0) links.radii_um.push_back(0.25F * x + y);
    }
    set.dotprops.push_back(std::move(dotprops));
    set.links.push_back(std::move(links));
  }
  set.leftOut = {{"bad ü", "x.swc:17: node 12 is its own ancestor"}, {"", "empty \"file\""}};
  return set;
}

inline std::vector<double> selfHitsFor(const PreparedSet& set) {
  std::vector<double> selfHits;
  for (std::int64_t i = 0; i < set.size(); ++i) {
    selfHits.push_back(100.0 + static_cast<double>(i) / 3);
  }
  return selfHits;
}

/// Different for every pair below 2,048 x 2,048, and not symmetric; exact in float32.
inline float scoreOf(std::int64_t query, std::int64_t target) {
  return static_cast<float>(query * 2048 + target) / 4194304.0F - 0.25F;
}

inline std::vector<float> scoresOfBlock(std::int64_t queries, std::int64_t first,
                                        std::int64_t count) {
  std::vector<float> scores;
  scores.reserve(static_cast<std::size_t>(queries * count));
  for (std::int64_t query = 0; query < queries; ++query) {
    for (std::int64_t target = first; target < first + count; ++target) {
      scores.push_back(scoreOf(query, target));
    }
  }
  return scores;
}

/// A job: its sets and what goes into the file. targets empty: all-by-all.
struct Job {
  explicit Job(std::int64_t nQueries, std::int64_t nTargets = 0)
      : queries(makeSet(nQueries, "q")), targets(makeSet(nTargets, "t")) {
    querySelfHits = selfHitsFor(queries);
    targetSelfHits = selfHitsFor(targets);
    contents.queries = &queries;
    contents.targets = nTargets == 0 ? nullptr : &targets;
    contents.querySelfHits = querySelfHits;
    if (nTargets > 0) contents.targetSelfHits = targetSelfHits;
    contents.jobJson = R"({"k":5})";
    contents.tableJson = R"({"name":"fcwb"})";
  }
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  std::int64_t nQueries() const { return queries.size(); }
  std::int64_t nTargets() const {
    return contents.targets == nullptr ? queries.size() : targets.size();
  }

  void writeBlock(DenseScoreFileWriter& writer, std::int64_t block) const {
    const std::int64_t first = block * writer.blockTargets();
    const std::int64_t count = std::min(writer.blockTargets(), nTargets() - first);
    writer.writeBlock(first, count, scoresOfBlock(nQueries(), first, count).data());
  }
  std::int64_t blocks(const DenseScoreFileWriter& writer) const {
    return (nTargets() + writer.blockTargets() - 1) / writer.blockTargets();
  }
  void writeAll(DenseScoreFileWriter& writer) const {
    for (std::int64_t block = 0; block < blocks(writer); ++block)
      writeBlock(writer, block);
  }
  void writeFile(const std::filesystem::path& path) const {
    const auto writer = DenseScoreFileWriter::create(path, contents, ExistingFile::Refuse);
    writeAll(*writer);
    writer->finish(R"({"engine":"none"})");
  }

  PreparedSet queries, targets;
  std::vector<double> querySelfHits, targetSelfHits;
  ScoreFileContents contents;
};

inline std::filesystem::path in(const QTemporaryDir& folder, const char* name) {
  return std::filesystem::path(folder.path().toStdString()) / name;
}

inline float expectedScore(Direction direction, std::int64_t query, std::int64_t target) {
  const float forward = scoreOf(query, target);
  const float reverse = scoreOf(target, query);
  switch (direction) {
    case Direction::Forward:
      return forward;
    case Direction::Reverse:
      return reverse;
    case Direction::Mean:
      return static_cast<float>((static_cast<double>(forward) + reverse) / 2);
    case Direction::Min:
      return std::min(forward, reverse);
    case Direction::Max:
      return std::max(forward, reverse);
  }
  return 0;
}

inline bool sameBits(float a, float b) {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

}  // namespace fixtures
