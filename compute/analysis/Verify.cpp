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

constexpr std::int64_t kSmall = 100'000;  // pairs that may be shuffled whole

/// Random numbers that only the seed decides.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
  }
  /// Some of them, in random order.
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

/// Distinct places of a matrix, in a random order.
std::vector<std::int64_t> drawPlaces(std::int64_t all, const VerifyOptions& options) {
  Draw draw(options.seed);
  if (all <= kSmall) {
    std::vector<std::int64_t> places(static_cast<std::size_t>(all));
    std::iota(places.begin(), places.end(), std::int64_t{0});
    return draw.some(std::move(places), options.pairs);
  }
  const auto wanted = std::min(options.pairs, all);
  std::vector<std::int64_t> places;
  std::set<std::int64_t> seen;
  while (static_cast<std::int64_t>(places.size()) < wanted) {
    const auto place = draw.below(all);
    if (seen.insert(place).second) places.push_back(place);
  }
  return places;
}

/// The same of a sparse file, among the pairs that it keeps: most others have no score to compare.
std::vector<std::int64_t> drawKept(const ScoreFile& file, const VerifyOptions& options,
                                   JobControl& control) {
  const auto nQueries = file.queries().size(), nTargets = file.targets().size();
  const auto kept = file.sparseCounts().kept;
  Draw draw(options.seed);
  std::vector<std::int64_t> places;
  if (kept <= std::max(kSmall, 2 * options.pairs)) {
    for (std::int64_t query = 0; query < nQueries; ++query) {
      control.checkpoint();
      for (const auto target : file.rows(query, 1).targets)
        places.push_back(query * nTargets + target);
    }
    return draw.some(std::move(places), options.pairs);
  }
  std::set<std::int64_t> seen;
  while (static_cast<std::int64_t>(places.size()) < options.pairs) {
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
  double stored = NAN, recomputed = NAN;
  double difference = 0;
  bool isThere() const { return !std::isnan(stored); }
};

/// A damaged file must not lead the search astray.
Dotprops checkedGeometry(const ScoreFile& file, const NeuronLabel& label, Dotprops dotprops) {
  const auto isFinite = [](const Vec3f& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
  };
  if (dotprops.points_um.empty() ||
      !std::all_of(dotprops.points_um.begin(), dotprops.points_um.end(), isFinite)) {
    throw InputError(
        file.path().string(), 0,
        fmt::format("its geometry of '{}' is damaged: no point, or one that is not finite",
                    label.key));
  }
  return dotprops;
}

/// Recomputes single scores of a file.
class Checker {
 public:
  explicit Checker(const ScoreFile& file)
      : file_(file), options_(scoringFromJson(file.tableJson(), file.path().string())) {
    options_.normalised = file.isNormalised();
  }

  Comparison forward(std::int64_t query, std::int64_t target) const {
    Comparison comparison;
    comparison.stored = read(Direction::Forward, query, target);
    if (!comparison.isThere()) return comparison;
    const bool isSelf = file_.isAllByAll() && query == target;
    return compare(comparison, queryOf(query), targetOf(target), isSelf);
  }

  Comparison reverse(std::int64_t query, std::int64_t target) const {
    Comparison comparison;
    comparison.stored = read(Direction::Reverse, query, target);
    if (!comparison.isThere()) return comparison;
    return compare(comparison, targetOf(target), queryOf(query), false);
  }

 private:
  Dotprops queryOf(std::int64_t i) const {
    return checkedGeometry(file_, file_.queries().labels[i], file_.queryDotprops(i));
  }
  Dotprops targetOf(std::int64_t i) const {
    return checkedGeometry(file_, file_.targets().labels[i], file_.targetDotprops(i));
  }
  double read(Direction direction, std::int64_t query, std::int64_t target) const {
    float score = 0;
    file_.read(direction, query, 1, target, 1, &score);
    return score;
  }

  Comparison compare(Comparison comparison, const Dotprops& from, const Dotprops& to,
                     bool isSelf) const {
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
  if (!comparison.isThere()) return;
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
  const Checker checker(file);
  const auto nTargets = file.targets().size();
  const auto places = file.isSparse() ? drawKept(file, options, control)
                                      : drawPlaces(file.queries().size() * nTargets, options);
  // In an all-by-all the reverse scores are forward scores of other pairs.
  const bool reverseToo = !file.isAllByAll() && file.hasDirection(Direction::Reverse);
  control.begin(Phase::Score, places.size());
  std::vector<CheckedPair> checked(places.size());
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, places.size(), 1), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      control.checkpoint();
      const auto query = places[i] / nTargets, target = places[i] % nTargets;
      checked[i].forward = checker.forward(query, target);
      if (reverseToo) checked[i].reverse = checker.reverse(query, target);
      control.advance();
    }
  });
  VerifyResult result;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto query = places[i] / nTargets, target = places[i] % nTargets;
    const bool isThere = checked[i].forward.isThere() || checked[i].reverse.isThere();
    ++(isThere ? result.pairs : result.notThere);
    take(checked[i].forward, Direction::Forward, query, target, result);
    take(checked[i].reverse, Direction::Reverse, query, target, result);
  }
  control.checkpoint();
  result.damagedBlocks = file.damagedBlocks();
  return result;
}

}  // namespace nblast
