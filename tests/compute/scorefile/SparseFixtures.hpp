// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <algorithm>
#include <limits>
#include <random>
#include <set>

/// Scores of all pairs, and by plain loops what a sparse file must hold of them.
namespace fixtures {

enum class Shape { AllByAll, OneDirection, BothDirections };

struct DenseScores {
  /// Random, from few values, so that there are ties everywhere; float32 whose neighbours matter.
  DenseScores(Shape shapeOfFile, std::int64_t nQueries, std::int64_t nTargets, unsigned seed)
      : shape(shapeOfFile), queries(nQueries), targets(nTargets) {
    std::mt19937 random(seed);
    const float values[] = {-0.75F, -0.25F, -0.0F, 0.0F, 0.1F, 0.3F, 0.5F, 0.7F, 0.7000001F, 0.9F};
    const auto any = [&] { return values[random() % std::size(values)]; };
    forward.resize(static_cast<std::size_t>(queries * targets));
    std::generate(forward.begin(), forward.end(), any);
    if (shape == Shape::AllByAll) {
      for (std::int64_t i = 0; i < queries; ++i)
        forward[i * targets + i] = 1;
    } else {
      reverse.resize(forward.size());
      std::generate(reverse.begin(), reverse.end(), any);
    }
  }

  bool hasReverse() const { return shape != Shape::OneDirection; }
  bool isSelf(std::int64_t query, std::int64_t target) const {
    return shape == Shape::AllByAll && query == target;
  }
  float forwardOf(std::int64_t query, std::int64_t target) const {
    return forward[query * targets + target];
  }
  float reverseOf(std::int64_t query, std::int64_t target) const {
    return shape == Shape::AllByAll ? forwardOf(target, query) : reverse[query * targets + target];
  }

  /// How many targets are better for the query, itself not counted.
  std::int64_t rank(std::int64_t query, std::int64_t target) const {
    std::int64_t better = 0;
    for (std::int64_t other = 0; other < targets; ++other) {
      if (isSelf(query, other)) continue;
      const float mine = forwardOf(query, target), its = forwardOf(query, other);
      if (its > mine || (its == mine && other < target)) ++better;
    }
    return better;
  }
  bool isKept(const SparseLimits& limits, std::int64_t query, std::int64_t target) const {
    if (isSelf(query, target)) return true;
    if (limits.above) {
      if (static_cast<double>(forwardOf(query, target)) >= *limits.above) return true;
      if (hasReverse() && static_cast<double>(reverseOf(query, target)) >= *limits.above)
        return true;
    }
    return limits.top && rank(query, target) < *limits.top;
  }
  float expected(const SparseLimits& limits, Direction direction, std::int64_t query,
                 std::int64_t target) const {
    if (!isKept(limits, query, target)) return ScoreFile::kNotKept;
    const double f = forwardOf(query, target);
    if (direction == Direction::Forward) return static_cast<float>(f);
    const double r = reverseOf(query, target);
    switch (direction) {
      case Direction::Reverse:
        return static_cast<float>(r);
      case Direction::Mean:
        return static_cast<float>((f + r) / 2);
      case Direction::Min:
        return static_cast<float>(std::min(f, r));
      default:
        return static_cast<float>(std::max(f, r));
    }
  }

  Shape shape;
  std::int64_t queries, targets;
  std::vector<float> forward, reverse;
};

/// Pairs in random order: all, or those that must be kept and some candidates more (both directions
/// of each).
struct SparseInput {
  SparseInput(const DenseScores& scores, const SparseLimits& limits, bool all, unsigned seed) {
    std::mt19937 random(seed);
    std::set<std::pair<std::int64_t, std::int64_t>> chosen;
    for (std::int64_t q = 0; q < scores.queries; ++q) {
      for (std::int64_t t = 0; t < scores.targets; ++t) {
        if (scores.isSelf(q, t) ? !all : !all && !scores.isKept(limits, q, t) && random() % 8 != 0)
          continue;
        chosen.insert({q, t});
        if (scores.shape == Shape::AllByAll) chosen.insert({t, q});
      }
    }
    for (const auto& [q, t] : chosen) {
      const auto query = static_cast<std::int32_t>(q);
      const auto target = static_cast<std::int32_t>(t);
      forward.push_back({query, target, scores.forwardOf(q, t)});
      if (scores.shape == Shape::BothDirections)
        reverse.push_back({query, target, scores.reverseOf(q, t)});
    }
    std::shuffle(forward.begin(), forward.end(), random);
    std::shuffle(reverse.begin(), reverse.end(), random);
  }

  void write(SparseScoreFileWriter& writer, std::size_t blockPairs) const {
    const std::span<const ScoredPair> f = forward, r = reverse;
    for (std::size_t first = 0; first < std::max(f.size(), r.size()); first += blockPairs) {
      if (first < f.size())
        writer.writeBlock(f.subspan(first, std::min(blockPairs, f.size() - first)));
      if (first < r.size())
        writer.writeReverseBlock(r.subspan(first, std::min(blockPairs, r.size() - first)));
    }
  }

  std::vector<ScoredPair> forward, reverse;
};

inline std::unique_ptr<Job> jobFor(const DenseScores& scores) {
  auto job =
      std::make_unique<Job>(scores.queries, scores.shape == Shape::AllByAll ? 0 : scores.targets);
  job->contents.reverse = scores.shape == Shape::BothDirections;
  return job;
}

/// Everything in one go.
inline void writeSparse(const std::filesystem::path& path, const DenseScores& scores,
                        const SparseLimits& limits, bool all = true, std::size_t blockPairs = 1000,
                        std::int64_t memoryBytes = SparseScoreFileWriter::kDefaultMemoryBytes) {
  const auto job = jobFor(scores);
  const auto writer =
      SparseScoreFileWriter::create(path, job->contents, limits, ExistingFile::Refuse, memoryBytes);
  SparseInput(scores, limits, all, 7).write(*writer, blockPairs);
  writer->finish(R"({"engine":"none"})");
}

constexpr Direction kAllDirections[] = {Direction::Forward, Direction::Reverse, Direction::Mean,
                                        Direction::Min, Direction::Max};

/// The first score of a rectangle that is not what it should be, in words; empty if all are right.
inline QString firstWrong(const ScoreFile& file, const DenseScores& scores,
                          const SparseLimits& limits, Direction direction, std::int64_t query,
                          std::int64_t nQueries, std::int64_t target, std::int64_t nTargets) {
  std::vector<float> found(static_cast<std::size_t>(nQueries * nTargets), 99.0F);
  file.read(direction, query, nQueries, target, nTargets, found.data());
  for (std::int64_t i = 0; i < nQueries * nTargets; ++i) {
    const std::int64_t q = query + i / nTargets, t = target + i % nTargets;
    const float expected = scores.expected(limits, direction, q, t);
    // Where -0 and 0 meet, min and max may give either.
    const bool bothWork = direction == Direction::Min || direction == Direction::Max;
    if (sameBits(found[i], expected) || (bothWork && found[i] == expected)) continue;
    return QString("%1 [%2, %3]: %4 instead of %5")
        .arg(directionName(direction))
        .arg(q)
        .arg(t)
        .arg(found[i])
        .arg(expected);
  }
  return {};
}

/// The same for the whole file in each direction that it has.
inline QString firstWrong(const ScoreFile& file, const DenseScores& scores,
                          const SparseLimits& limits) {
  for (const Direction direction : kAllDirections) {
    if (!file.hasDirection(direction)) continue;
    const QString wrong =
        firstWrong(file, scores, limits, direction, 0, scores.queries, 0, scores.targets);
    if (!wrong.isEmpty()) return wrong;
  }
  return {};
}

}  // namespace fixtures
