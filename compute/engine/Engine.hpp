// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/engine/Bounds.hpp"
#include "compute/engine/DevicePlan.hpp"
#include "compute/engine/DeviceShare.hpp"
#include "compute/engine/EngineChoice.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/scoring/ScoreTable.hpp"
#include "compute/search/Pair.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

/// What an engine is about to work on, for what it takes of memory.
struct ScoringSize {
  std::int64_t queries = 0, points = 0;  ///< prepared at once
  std::int64_t targetsAtOnce = 0;        ///< of a call
  /// Mean of the largest targets, of as many as are worked on at a time.
  std::int64_t largeTargetPoints = 0;
  int threads = 1;
  bool alpha = false;
};

/// How a job will call an engine.
struct ScoringCalls {
  ScoringCalls(std::int64_t targets, bool pairs = false)  // NOLINT(google-explicit-constructor)
      : targetsAtOnce(targets), singlePairs(pairs) {}
  std::int64_t targetsAtOnce;
  bool singlePairs;  ///< by scorePairs(), not scoreTargets()
};

/// Scores query neurons against target neurons. The Runner cuts the work into blocks and owns
/// order, progress totals, cancel and the writer; an engine only scores what it is handed. One
/// engine serves one job: prepare() once, then any number of scoring calls from one thread; inside,
/// an engine uses the threads of the calling TBB arena.
class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::string_view name() const = 0;  ///< "reference", "cpu"

  /// Takes note of all queries and builds what its search needs.
  /// @param queries must outlive the engine; not copied
  /// @throws InputError for a neuron without points, an unusable table or bound, or a self-hit <= 0
  /// to be divided by
  /// @throws Cancelled
  virtual void prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
                       JobControl& control) = 0;

  /// Scores every query against each target.
  /// @param[out] scores float32 [n_queries, n_targets], row-major, host memory, the caller's;
  /// normalised by the
  ///             query's self-hit if the options say so. Self pairs are computed like any other.
  /// Advances control by one per finished pair. @throws Cancelled between pairs
  virtual void scoreTargets(std::span<const Dotprops> targets, float* scores,
                            JobControl& control) = 0;

  /// Scores single pairs: query index into the prepared queries, target index into targets.
  /// @param[out] scores one per pair, in order
  virtual void scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                          float* scores, JobControl& control) = 0;

  /// Who bounds the scores of these queries: the CPU, but for engines that can do it faster. Needs
  /// no prepare().
  /// @param queries only read while it is made
  /// @return of use while the engine lives. While it bounds, it may borrow what the engine has
  /// taken of its devices, which then takes it again when it scores; so both take turns in one
  /// thread
  virtual std::unique_ptr<Bounds> makeBounds(std::span<const Dotprops> queries,
                                             const ScoringOptions& options, JobControl& control);

  /// What scoring these queries against these targets in such calls will take of each device; none
  /// on the CPU. Needs no prepare().
  virtual std::vector<DevicePlan> devicePlans(std::span<const Dotprops> /*queries*/,
                                              std::span<const Dotprops> /*targets*/,
                                              const ScoringCalls&, const ScoringOptions&) {
    return {};
  }
  /// Tells which targets the calls will hand over in all, and how many at a time: memory is taken
  /// for them once. Without it, as the calls come.
  virtual void expectTargets(std::span<const Dotprops> /*targets*/, const ScoringCalls&) {}

  /// Gives back what it holds of devices; it takes that again when it goes on. For somebody else's
  /// turn.
  virtual void rest() {}

  /// This machine's memory that prepare() and scoring take at most, besides neurons, scores and
  /// what is in devicePlans(). Needs no prepare().
  virtual std::int64_t hostBytes(const ScoringSize& size) const = 0;

  /// What the user should know: which devices do the work, or why not; grows while a job runs.
  virtual std::vector<std::string> notes() const { return {}; }
  virtual std::int64_t peakDeviceBytes() const { return 0; }
  /// Who has scored how many pairs so far; empty: the CPU all of them.
  virtual std::vector<DeviceShare> deviceShares() const { return {}; }

  /// Self-hits of the prepared queries, from the formula (compute/scoring/README.md, "The score"),
  /// raw, exactly as used for normalising.
  virtual std::span<const double> selfHits() const = 0;

  /// The same of any neurons. Needs no prepare().
  /// @throws InputError for a neuron without points or a table that cannot be used
  virtual std::vector<double> selfHitsOf(std::span<const Dotprops> neurons,
                                         const ScoringOptions& options) const;
};

/// @throws InputError for a name that this build does not know, naming those it does; for "cuda"
/// without a usable GPU, with the reason
std::unique_ptr<Engine> makeEngine(const EngineChoice& choice);
inline std::unique_ptr<Engine> makeEngine(const std::string& name) {
  return makeEngine(EngineChoice{name, {}, {}});
}

/// Self-hits of neurons that are not the prepared queries (the targets of a score file), raw, in
/// the integers of the cpu engine; the reference engine's own, in double, differ from them by some
/// 1e-7.
/// @throws InputError for a neuron without points or a table that cannot be used
std::vector<double> selfHitsOf(std::span<const Dotprops> neurons, const ScoringOptions& options);

}  // namespace nblast
