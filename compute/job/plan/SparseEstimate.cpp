// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/plan/SparseEstimate.hpp"

#include "compute/engine/Engine.hpp"
#include "compute/search/PairBounds.hpp"

#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <random>
#include <span>
#include <vector>

namespace nblast {

namespace {

constexpr std::size_t kRows = 64;
constexpr std::int64_t kRowPoints = 200'000;
constexpr std::size_t kColumnsAtOnce = 64;
constexpr std::size_t kScoredAbovePerRow = 16;  // enough to judge what a score costs
constexpr std::size_t kJudgedColumns = 64;
constexpr std::size_t kTimedRows = 1024, kTimedColumnsPerThread = 32;
constexpr std::int64_t kTimedPoints = 1'000'000;
constexpr std::int64_t kRowBytesPerPoint = 100;   // a copy, its voxels and lists, and the targets'
constexpr std::int64_t kTimedBytesPerPoint = 10;  // one entry of a list for some four points
constexpr double kBoundSeconds = 0.2, kScoreSeconds = 0.1;
constexpr float kNever = -std::numeric_limits<float>::infinity();

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<std::int64_t> shuffled(std::int64_t count, std::mt19937_64& random) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  std::shuffle(all.begin(), all.end(), random);
  return all;
}

/// Upper bounds of the scores of some random queries against some random targets.
class BoundSample {
 public:
  /// @param eitherWay a pair may qualify by its reverse score, too
  BoundSample(const JobInputs& inputs, const ScoringOptions& options, bool eitherWay,
              std::int64_t mostPoints);

  std::vector<Dotprops> queries;
  std::vector<std::int64_t> columns;     ///< which targets
  std::vector<std::vector<float>> rows;  ///< forward, [query][column]; kNever: itself
  /// The higher bound of forward and, if asked for, reverse; [query][column], kNever: itself.
  std::vector<std::vector<float>> either;

 private:
  void addColumns(const PairBounds& ofQueries, std::span<const std::int64_t> some);

  const JobInputs& inputs_;
  const ScoringOptions& options_;
  bool eitherWay_;
  JobControl quiet_;                  ///< the sample is not part of the job's progress
  std::vector<std::int64_t> chosen_;  ///< which queries
};

BoundSample::BoundSample(const JobInputs& inputs, const ScoringOptions& options, bool eitherWay,
                         std::int64_t mostPoints)
    : inputs_(inputs), options_(options), eitherWay_(eitherWay) {
  std::mt19937_64 random(1);
  std::int64_t points = 0;
  for (const auto query : shuffled(inputs.queries->size(), random)) {
    if (chosen_.size() == kRows || points > mostPoints) break;
    chosen_.push_back(query);
    queries.push_back(inputs.queries->dotprops[static_cast<std::size_t>(query)]);
    points += queries.back().size();
  }
  rows.resize(queries.size());
  either.resize(queries.size());
  const auto all = shuffled(inputs.targets().size(), random);
  const auto start = Clock::now();
  const PairBounds ofQueries(queries, options, quiet_);
  do {
    const auto count = std::min(kColumnsAtOnce, all.size() - columns.size());
    addColumns(ofQueries, std::span(all).subspan(columns.size(), count));
  } while (columns.size() < all.size() && secondsSince(start) < kBoundSeconds);
}

void BoundSample::addColumns(const PairBounds& ofQueries, std::span<const std::int64_t> some) {
  std::vector<Dotprops> targets;
  for (const auto target : some)
    targets.push_back(inputs_.targets().dotprops[static_cast<std::size_t>(target)]);
  std::vector<float> forward(queries.size() * some.size());
  ofQueries.boundAll(targets, forward.data(), quiet_);
  std::vector<float> reverse(forward.size(), kNever);
  if (eitherWay_) PairBounds(targets, options_, quiet_).boundAll(queries, reverse.data(), quiet_);
  for (std::size_t r = 0; r < queries.size(); ++r) {
    for (std::size_t c = 0; c < some.size(); ++c) {
      const bool self = inputs_.isAllByAll() && chosen_[r] == some[c];
      const float there = forward[r * some.size() + c], back = reverse[c * queries.size() + r];
      rows[r].push_back(self ? kNever : there);
      either[r].push_back(self ? kNever : std::max(there, back));
    }
  }
  columns.insert(columns.end(), some.begin(), some.end());
}

struct BoundTime {
  double preparing = 0, bounding = 0;
};

BoundTime timeBounds(std::span<const Dotprops> rows, std::span<const Dotprops> columns,
                     const ScoringOptions& options) {
  JobControl quiet;
  std::vector<float> bounds(rows.size() * columns.size());
  const auto start = Clock::now();
  const PairBounds bounding(rows, options, quiet);
  const double preparing = secondsSince(start);
  bounding.boundAll(columns, bounds.data(), quiet);
  return {preparing, secondsSince(start) - preparing};
}

/// Seconds for bounding every pair once. A bound gets cheaper with the number of queries, for they
/// share voxels: therefore the sample is a long run of queries, as in a job, as far as that is
/// quick, and few targets; and beyond the sample the cost grows as it does over its second half.
double boundSeconds(const JobInputs& inputs, const ScoringOptions& options,
                    std::int64_t mostPoints) {
  const std::span<const Dotprops> queries = inputs.queries->dotprops;
  const auto& targets = inputs.targets().dotprops;
  std::size_t rows = 0;
  for (std::int64_t points = 0;
       rows < std::min(queries.size(), kTimedRows) && (rows == 0 || points < mostPoints); ++rows)
    points += queries[rows].size();
  std::vector<Dotprops> some;
  const auto wanted =
      kTimedColumnsPerThread * static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
  const auto step = std::max<std::size_t>(1, targets.size() / wanted);
  for (std::size_t t = 0; t < targets.size() && some.size() < wanted; t += step)
    some.push_back(targets[t]);
  const auto whole = timeBounds(queries.first(rows), some, options);
  const auto times = static_cast<double>(queries.size()) / static_cast<double>(rows);
  double bounding = whole.bounding * times;
  if (rows > 1 && rows < queries.size()) {
    const auto half = timeBounds(queries.first(rows / 2), some, options);
    const double perRow =
        std::max(0.0, whole.bounding - half.bounding) / static_cast<double>(rows - rows / 2);
    bounding =
        std::min(bounding, whole.bounding + perRow * static_cast<double>(queries.size() - rows));
  }
  return times * whole.preparing +
         bounding * static_cast<double>(targets.size()) / static_cast<double>(some.size());
}

/// Which columns of a sampled row a job scores first, and what else it cannot leave out.
class RowChoice {
 public:
  /// @param columnShare fraction of all targets sampled; the same fraction of a query's top N is
  /// assumed to lie in the sample
  RowChoice(const BoundSample& sample, std::size_t row, const JobSpec& spec, double columnShare)
      : bounds_(sample.rows[row]), either_(sample.either[row]), spec_(spec) {
    for (std::size_t c = 0; c < bounds_.size(); ++c) {
      if (bounds_[c] != kNever) order_.push_back(c);
    }
    std::sort(order_.begin(), order_.end(),
              [this](std::size_t a, std::size_t b) { return bounds_[a] > bounds_[b]; });
    if (!spec.top) return;
    const auto part = [&](std::int64_t targets) {
      return std::min(order_.size(), static_cast<std::size_t>(
                                         std::ceil(static_cast<double>(targets) * columnShare)));
    };
    const auto top = std::min(*spec.top, std::numeric_limits<std::int64_t>::max() / 4);
    best_ = part(top);
    promising_ = part(top + top / 2 + 8);
  }

  bool mayReachThreshold(std::size_t column) const {
    return spec_.sparseAbove && PairBounds::mayReach(either_[column], *spec_.sparseAbove);
  }
  /// The most promising, and a few of those that may reach the threshold.
  std::vector<std::size_t> toScore() const {
    std::vector<std::size_t> columns(order_.begin(),
                                     order_.begin() + static_cast<std::ptrdiff_t>(promising_));
    std::vector<std::size_t> above;
    std::copy_if(order_.begin() + static_cast<std::ptrdiff_t>(promising_), order_.end(),
                 std::back_inserter(above), [this](std::size_t c) { return mayReachThreshold(c); });
    const auto step = std::max<std::size_t>(1, above.size() / kScoredAbovePerRow);
    for (std::size_t i = 0; i < above.size(); i += step)
      columns.push_back(above[i]);
    return columns;
  }
  /// How many of the row's columns cannot be left out. @param scores of toScore()
  std::int64_t needed(std::vector<float> scores) const {
    double worst = std::numeric_limits<double>::infinity();
    if (best_ > 0) {
      const auto last = scores.begin() + static_cast<std::ptrdiff_t>(best_ - 1);
      std::nth_element(scores.begin(), last, scores.end(), std::greater<>());
      worst = static_cast<double>(*last);
    }
    std::int64_t count = 0;
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (i < promising_ || mayReachThreshold(order_[i]) ||
          PairBounds::mayReach(bounds_[order_[i]], worst))
        ++count;
    }
    return count;
  }
  std::int64_t above() const {
    return std::count_if(order_.begin(), order_.end(),
                         [this](std::size_t c) { return mayReachThreshold(c); });
  }
  std::int64_t pairs() const { return static_cast<std::int64_t>(order_.size()); }

 private:
  const std::vector<float>& bounds_;
  const std::vector<float>& either_;
  const JobSpec& spec_;
  std::vector<std::size_t> order_;  ///< all but itself, the highest bound first
  std::size_t best_ = 0, promising_ = 0;
};

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

struct ScoreSample {
  double neededShare = 0;  ///< of all pairs
  double secondsPerScore = 0;
};

/// Scores what a job would score first of as many rows as fit in the time, and sees what is left.
ScoreSample sampleScores(const BoundSample& sample, const std::vector<RowChoice>& choices,
                         const JobSpec& spec, const JobInputs& inputs,
                         const ScoringOptions& options) {
  JobControl quiet;
  const auto engine = makeEngine(engineChoice(spec));
  engine->prepare(sample.queries, options, quiet);
  const auto rowsAtOnce = static_cast<std::size_t>(tbb::this_task_arena::max_concurrency());
  std::int64_t scored = 0, needed = 0, pairs = 0;
  const auto start = Clock::now();
  for (std::size_t first = 0; first < choices.size() && secondsSince(start) < kScoreSeconds;
       first += rowsAtOnce) {
    const auto end = std::min(first + rowsAtOnce, choices.size());
    std::vector<Pair> toScore;
    std::vector<std::size_t> begins{0};
    for (auto row = first; row < end; ++row) {
      for (const auto column : choices[row].toScore())
        toScore.push_back({static_cast<std::int64_t>(row), sample.columns[column]});
      begins.push_back(toScore.size());
    }
    std::vector<float> scores(toScore.size());
    engine->scorePairs(inputs.targets().dotprops, toScore, scores.data(), quiet);
    scored += static_cast<std::int64_t>(scores.size());
    for (auto row = first; row < end; ++row) {
      const auto begin = scores.begin() + static_cast<std::ptrdiff_t>(begins[row - first]);
      const auto last = scores.begin() + static_cast<std::ptrdiff_t>(begins[row - first + 1]);
      needed += choices[row].needed({begin, last});
      pairs += choices[row].pairs();
    }
  }
  const double seconds = secondsSince(start);
  if (!spec.top) {  // then bounds alone tell, of all rows
    needed = pairs = 0;
    for (const auto& choice : choices) {
      needed += choice.needed({});
      pairs += choice.pairs();
    }
  }
  return {share(needed, pairs), seconds / static_cast<double>(std::max<std::int64_t>(1, scored))};
}

/// Of the pairs whose bound may reach the threshold, the share whose score does, in either
/// direction where both count: both are scored for some of them.
double shareThatReaches(const BoundSample& sample, const std::vector<RowChoice>& choices,
                        const JobSpec& spec, const JobInputs& inputs, const ScoringOptions& options,
                        bool eitherWay, std::int64_t mostPoints) {
  std::vector<Dotprops> columns;
  std::int64_t points = 0;
  for (std::size_t c = 0; c < std::min(sample.columns.size(), kJudgedColumns); ++c) {
    if (points > mostPoints) break;
    columns.push_back(inputs.targets().dotprops[static_cast<std::size_t>(sample.columns[c])]);
    points += columns.back().size();
  }
  std::vector<Pair> there, back;
  for (std::size_t row = 0; row < choices.size(); ++row) {
    for (std::size_t column = 0; column < columns.size(); ++column) {
      if (!choices[row].mayReachThreshold(column)) continue;
      const auto r = static_cast<std::int64_t>(row), c = static_cast<std::int64_t>(column);
      there.push_back({r, c});
      back.push_back({c, r});
    }
  }
  if (there.empty()) return 1;
  JobControl quiet;
  const auto scoresOf = [&](std::span<const Dotprops> queries, std::span<const Dotprops> targets,
                            const std::vector<Pair>& pairs) {
    const auto engine = makeEngine(engineChoice(spec));
    engine->prepare(queries, options, quiet);
    std::vector<float> scores(pairs.size());
    engine->scorePairs(targets, pairs, scores.data(), quiet);
    return scores;
  };
  auto scores = scoresOf(sample.queries, columns, there);
  if (eitherWay) {
    const auto reverse = scoresOf(columns, sample.queries, back);
    for (std::size_t i = 0; i < scores.size(); ++i)
      scores[i] = std::max(scores[i], reverse[i]);
  }
  const auto reaches = [&](float score) { return static_cast<double>(score) >= *spec.sparseAbove; };
  return share(std::count_if(scores.begin(), scores.end(), reaches),
               static_cast<std::int64_t>(scores.size()));
}

}  // namespace

SparseEstimate estimateSparse(const JobSpec& spec, const JobInputs& inputs,
                              const ScoringOptions& options, std::int64_t roomBytes) {
  const bool twoWays = inputs.isAllByAll() || inputs.both;
  const auto mostPoints = std::min(kRowPoints, roomBytes / kRowBytesPerPoint);
  const BoundSample sample(inputs, options, spec.sparseAbove && twoWays, mostPoints);
  const auto columnShare =
      share(static_cast<std::int64_t>(sample.columns.size()), inputs.targets().size());
  std::vector<RowChoice> choices;
  std::int64_t above = 0, sampled = 0;
  for (std::size_t row = 0; row < sample.rows.size(); ++row) {
    choices.emplace_back(sample, row, spec, columnShare);
    above += choices.back().above();
    sampled += choices.back().pairs();
  }
  const auto scoring = sampleScores(sample, choices, spec, inputs, options);

  const auto queries = inputs.queries->size(), targets = inputs.targets().size();
  const std::int64_t diagonal = inputs.isAllByAll() ? queries : 0;
  const auto pairs = static_cast<double>(queries * targets - diagonal);
  const auto best =
      static_cast<double>(queries) * static_cast<double>(std::min(spec.top.value_or(0), targets));
  const double reached = share(above, sampled) * pairs;
  // A pair that one direction keeps is scored in the other one too.
  double scores = scoring.neededShare * pairs + (inputs.both ? reached : 0) + (twoWays ? best : 0);
  scores = std::min(scores, pairs * (inputs.both ? 2 : 1));
  const double boundings = inputs.both && spec.sparseAbove ? 2 : 1;
  SparseEstimate estimate;
  estimate.keptPairs = std::llround(std::min(reached + best, pairs)) + diagonal;
  const double reaching = spec.sparseAbove ? shareThatReaches(sample, choices, spec, inputs,
                                                              options, twoWays, mostPoints)
                                           : 1;
  estimate.likelyKeptPairs = std::llround(std::min(reached * reaching + best, pairs)) + diagonal;
  estimate.scores = std::llround(scores);
  const auto timedPoints = std::min(kTimedPoints, roomBytes / kTimedBytesPerPoint);
  estimate.seconds =
      boundSeconds(inputs, options, timedPoints) * boundings + scoring.secondsPerScore * scores;
  return estimate;
}

}  // namespace nblast
