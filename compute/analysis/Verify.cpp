// SPDX-License-Identifier: BSD-3-Clause
#include "compute/analysis/Verify.hpp"

#include "compute/base/Error.hpp"
#include "compute/engine/reference/ReferenceEngine.hpp"
#include "compute/scoring/ScoringJson.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>
#include <vector>

namespace nblast {

namespace {

constexpr std::int64_t kSmall = 100'000;         // pairs that may be shuffled whole
constexpr std::int64_t kMostPairs = 10'000'000;  // pairs that may be drawn: all are remembered

/// Random numbers that only the seed decides.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  /// Some of the places, in random order.
  std::vector<std::int64_t> some(std::vector<std::int64_t> places, std::int64_t wanted) {
    const auto all = static_cast<std::int64_t>(places.size());
    wanted = std::min(wanted, all);
    for (std::int64_t i = 0; i < wanted; ++i)
      std::swap(places[i], places[i + below(all - i)]);
    places.resize(static_cast<std::size_t>(wanted));
    return places;
  }

 private:
  std::mt19937_64 random_;
};

/// The number of pairs to draw. @param all the number of pairs that there are
std::int64_t wantedOf(std::int64_t all, const VerifyOptions& options) {
  const auto wanted = std::min(options.pairs, all);
  if (wanted > kMostPairs)
    throw InputError(fmt::format("At most {} pairs can be verified at a time.", kMostPairs));
  return wanted;
}

/// The places of a matrix, counted row by row, where only some rectangles are filled.
class Places {
 public:
  Places(std::vector<ScoreFile::Rectangle> rectangles, std::int64_t columns)
      : rectangles_(std::move(rectangles)), columns_(columns) {
    for (const auto& rectangle : rectangles_)
      ends_.push_back(size() + rectangle.size());
  }
  std::int64_t size() const { return ends_.empty() ? 0 : ends_.back(); }
  std::int64_t at(std::int64_t i) const {
    const auto number = std::upper_bound(ends_.begin(), ends_.end(), i) - ends_.begin();
    const auto& in = rectangles_[static_cast<std::size_t>(number)];
    i -= ends_[static_cast<std::size_t>(number)] - in.size();
    return (in.firstQuery + i / in.nTargets) * columns_ + in.firstTarget + i % in.nTargets;
  }

 private:
  std::vector<ScoreFile::Rectangle> rectangles_;
  std::vector<std::int64_t> ends_;
  std::int64_t columns_;
};

/// Distinct places of a matrix, in a random order.
std::vector<std::int64_t> drawPlaces(const ScoreFile& file, const VerifyOptions& options) {
  const Places all(file.finishedForward(), file.targets().size());
  Draw draw(options.seed);
  const auto wanted = wantedOf(all.size(), options);
  std::vector<std::int64_t> places;
  if (all.size() <= kSmall) {
    places.resize(static_cast<std::size_t>(all.size()));
    std::iota(places.begin(), places.end(), std::int64_t{0});
    places = draw.some(std::move(places), wanted);
  } else {
    std::set<std::int64_t> seen;
    while (static_cast<std::int64_t>(places.size()) < wanted) {
      const auto place = draw.below(all.size());
      if (seen.insert(place).second) places.push_back(place);
    }
  }
  for (auto& place : places)
    place = all.at(place);
  return places;
}

/// The same of a sparse file, among the pairs that it keeps: most others have no score to compare.
std::vector<std::int64_t> drawKept(const ScoreFile& file, const VerifyOptions& options,
                                   JobControl& control) {
  const auto nQueries = file.queries().size(), nTargets = file.targets().size();
  const auto kept = file.sparseCounts().kept;
  const auto wanted = wantedOf(kept, options);
  Draw draw(options.seed);
  std::vector<std::int64_t> places;
  if (kept <= std::max(kSmall, 2 * wanted)) {
    for (std::int64_t query = 0; query < nQueries; ++query) {
      control.checkpoint();
      for (const auto target : file.rows(query, 1).targets)
        places.push_back(query * nTargets + target);
    }
    return draw.some(std::move(places), wanted);
  }
  std::set<std::int64_t> seen;
  while (static_cast<std::int64_t>(places.size()) < wanted) {
    control.checkpoint();
    const auto query = draw.below(nQueries);
    const auto row = file.rows(query, 1).targets;
    if (row.empty()) continue;
    const auto place = query * nTargets + row[draw.below(static_cast<std::int64_t>(row.size()))];
    if (seen.insert(place).second) places.push_back(place);
  }
  return places;
}

/// One stored score beside what the reference engine says.
struct Comparison {
  bool isThere = false;
  double stored = NAN, recomputed = NAN;
  double difference = 0;
};

/// Recomputes single scores of a file.
class Checker {
 public:
  explicit Checker(const ScoreFile& file)
      : file_(file), options_(scoringFromJson(file.tableJson(), file.path().string())) {
    options_.normalised = file.isNormalised();
  }

  Comparison forward(std::int64_t query, std::int64_t target) const {
    const bool isSelf = file_.isAllByAll() && query == target;
    return compare(read(Direction::Forward, query, target), file_.queryDotprops(query),
                   file_.targetDotprops(target), isSelf);
  }

  /// Reverse blocks come after the forward ones: in a file that is not complete it may not be
  /// there.
  Comparison reverse(std::int64_t query, std::int64_t target, bool mustBeThere) const {
    const double stored = read(Direction::Reverse, query, target);
    if (std::isnan(stored) && !mustBeThere) return {};
    return compare(stored, file_.targetDotprops(target), file_.queryDotprops(query), false);
  }

 private:
  double read(Direction direction, std::int64_t query, std::int64_t target) const {
    float score = 0;
    file_.read(direction, query, 1, target, 1, &score);
    return score;
  }

  Comparison compare(double stored, const Dotprops& from, const Dotprops& to, bool isSelf) const {
    Comparison comparison{true, stored};
    const double selfHit = referenceSelfHit(from, options_);
    // In an all-by-all a neuron against itself is its self-hit by definition.
    const double raw = isSelf ? selfHit : referenceRawScore(from, to, options_);
    comparison.recomputed = options_.normalised ? raw / selfHit : raw;
    comparison.difference = std::abs(comparison.stored - comparison.recomputed);
    if (!options_.normalised && selfHit != 0) comparison.difference /= std::abs(selfHit);
    if (std::isnan(comparison.difference)) comparison.difference = HUGE_VAL;
    return comparison;
  }

  const ScoreFile& file_;
  ScoringOptions options_;
};

struct CheckedPair {
  Comparison forward, reverse;
};

void take(const Comparison& comparison, Direction direction, std::int64_t query,
          std::int64_t target, VerifyResult& result) {
  if (!comparison.isThere) return;
  ++result.scores;
  if (result.query >= 0 && comparison.difference <= result.worstDifference) return;
  result.worstDifference = comparison.difference;
  result.query = query;
  result.target = target;
  result.direction = direction;
  result.stored = comparison.stored;
  result.recomputed = comparison.recomputed;
}

}  // namespace

VerifyResult verifyScores(const ScoreFile& file, const VerifyOptions& options,
                          JobControl& control) {
  if (options.pairs < 1) throw InputError("The number of pairs to verify must be 1 or more.");
  if (!file.hasGeometry()) {
    throw InputError(file.path().string(), 0,
                     "holds no geometry (it was made with --no-geometry): its scores cannot be "
                     "recomputed");
  }
  VerifyResult result;
  result.blocks = file.completeness();
  if (result.blocks.finishedBlocks == 0) return result;
  const Checker checker(file);
  const auto nTargets = file.targets().size();
  const auto places =
      file.isSparse() ? drawKept(file, options, control) : drawPlaces(file, options);
  // In an all-by-all the reverse scores are forward scores of other pairs.
  const bool reverseToo = !file.isAllByAll() && file.hasDirection(Direction::Reverse);
  control.begin(Phase::Score, places.size());
  std::vector<CheckedPair> checked(places.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, places.size(), 1), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      control.checkpoint();
      const auto query = places[i] / nTargets, target = places[i] % nTargets;
      checked[i].forward = checker.forward(query, target);
      if (reverseToo) checked[i].reverse = checker.reverse(query, target, result.blocks.complete());
      control.advance();
    }
  });
  result.pairs = static_cast<std::int64_t>(places.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto query = places[i] / nTargets, target = places[i] % nTargets;
    take(checked[i].forward, Direction::Forward, query, target, result);
    take(checked[i].reverse, Direction::Reverse, query, target, result);
  }
  control.begin(Phase::Check, static_cast<std::uint64_t>(result.blocks.finishedBlocks));
  result.damagedBlocks = file.damagedBlocks(control);
  return result;
}

}  // namespace nblast
