// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/DevicePlan.hpp"
#include "compute/job/plan/HostMemory.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// What a job will cost. It is shown before the job starts; making it writes no file.
struct Plan {
  std::int64_t queries = 0, targets = 0;
  /// Of the queries, then of the targets, as in the report.
  std::vector<LeftOut> leftOut;
  /// Targets are scored against the queries too.
  bool both = false;
  /// Scores; with both, two for each query and target.
  std::int64_t pairs = 0;
  /// Query points x targets; with both, also target points x queries.
  std::int64_t pointQueries = 0;
  /// Of a sparse job: an upper bound, with keptPairs.
  std::int64_t fileBytes = 0;
  /// Of a sparse job: with likelyKeptPairs; else the same as fileBytes.
  std::int64_t likelyFileBytes = 0;
  /// This machine's memory that the whole process takes at its highest.
  std::int64_t hostBytes = 0;
  /// The same by purpose.
  HostMemory host;
  /// How the job is cut to take no more.
  JobShape shape;
  /// What the process could have when the plan was made, before the system must swap; 0: not known.
  std::int64_t freeHostBytes = 0;
  /// As in ScoreFile::Completeness. A sparse job has 1: its scores can be read all at once or not
  /// at all.
  std::int64_t blocks = 0;
  /// From a sample of this job's own pairs, scored on this machine.
  double expectedSeconds = 0;
  /// Of a sparse job: an upper bound of the pairs in its file, from bounds of a random sample.
  std::optional<std::int64_t> keptPairs;
  /// Of these, from scores of some; memory is planned for them.
  std::int64_t likelyKeptPairs = 0;
  /// Of a sparse job: an upper bound of the scores that are computed.
  std::optional<std::int64_t> scores;
  /// None: the CPU does the work.
  std::vector<DevicePlan> devices;
  /// Whole sentences: a job that may not fit into memory; what makes the scores nonsense unless it
  /// is meant (neurons of an odd size, sides that hardly overlap).
  std::vector<std::string> warnings;
  std::string engine;
  int threads = 0;
};

}  // namespace nblast
