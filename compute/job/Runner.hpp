// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/engine/DevicePlan.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/inputs/PreparedCache.hpp"
#include "compute/job/plan/HostMemory.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// What a job will cost. Shown before it starts; nothing is written to make it.
struct Plan {
  std::int64_t queries = 0, targets = 0;
  std::vector<LeftOut> leftOut;      ///< of the queries, then of the targets: as in the report
  bool both = false;                 ///< targets are scored against the queries too
  std::int64_t pairs = 0;            ///< scores; with both, two for each query and target
  std::int64_t pointQueries = 0;     ///< query points x targets; with both, and the other way round
  std::int64_t fileBytes = 0;        ///< sparse: at most about, with keptPairs
  std::int64_t likelyFileBytes = 0;  ///< sparse: with likelyKeptPairs; else the same
  std::int64_t hostBytes = 0;  ///< this machine's memory: of the whole process, at its highest
  HostMemory host;             ///< the same by purpose
  JobShape shape;              ///< how the job is cut to take no more
  /// What the process could have when the plan was made, before the system must swap; 0: not known.
  std::int64_t freeHostBytes = 0;
  std::int64_t blocks = 0;     ///< as in ScoreFile::Completeness; sparse: 1, its scores can be read
                               ///< all at once or not at all
  double expectedSeconds = 0;  ///< from a sample of this job's own pairs, scored on this machine
  /// Of a sparse job: at most about so many pairs are in its file, from bounds of a random sample.
  std::optional<std::int64_t> keptPairs;
  std::int64_t likelyKeptPairs = 0;  ///< of these, from scores of some; memory is planned for them
  std::optional<std::int64_t> scores;  ///< likewise, scores that are computed
  std::vector<DevicePlan> devices;     ///< none: the CPU does the work
  /// Whole sentences: a job that may not fit into memory; what makes the scores nonsense where it
  /// is not meant so (neurons of an odd size, sides that hardly overlap).
  std::vector<std::string> warnings;
  std::string engine;
  int threads = 0;
};

/// The units in which a side's coordinates were read.
struct SideUnits {
  std::map<std::string, std::int64_t> neurons;  ///< by label, how many
  std::string reason;                           ///< "as given", "stated in 3 of 3 files: um"
};

struct JobReport {
  std::int64_t pairs = 0;  ///< scores computed
  std::int64_t pointQueries = 0;
  std::optional<SparseCounts> sparse;  ///< of a finished sparse job
  double loadSeconds = 0, prepareSeconds = 0, scoreSeconds = 0, writeSeconds = 0;
  std::string engine;
  int threads = 0;
  std::int64_t peakHostBytes = 0, peakDeviceBytes = 0;
  std::vector<DevicePlan> devices;  ///< as planned; none: the CPU did the work
  /// Blocks in the job's score file when the job has ended; 0 of 0: it has left no file.
  std::int64_t finishedBlocks = 0, blocks = 0;
  std::vector<LeftOut> leftOut;
  SideUnits queryUnits, targetUnits;  ///< targets: empty in an all-by-all
  std::vector<std::string> warnings;  ///< as planned
  std::vector<std::string> notes;     ///< units and their grounds, passed-over files
};
/// The facts of a job as the score file and the command line tell them; left-out neurons and notes
/// are told elsewhere.
nlohmann::json toJson(const JobReport& report);

/// How a job ended. Exceptions stop here.
struct JobOutcome {
  enum class Kind : std::uint8_t { Finished, Cancelled, Failed };
  Kind kind = Kind::Finished;
  JobReport report;
  std::string failure;         ///< one sentence, if failed
  std::string kept;            ///< whatIsKept(), if cancelled or failed
  bool inputWasWrong = false;  ///< the failure is the input's or the options' (exit code 2)
};

/// Sets that are already in memory; where a pointer is null, the Runner reads the spec's paths.
struct LoadedInputs {
  std::shared_ptr<const NeuronSet> queries;
  std::shared_ptr<const NeuronSet> targets;
  /// Where prepared neurons are found and left for the next plan or job; null: they are made anew.
  std::shared_ptr<PreparedCache> prepared{};
};

/// Called on the job's own threads.
struct JobEvents {
  std::function<void(const JobReport&)> loaded;  ///< once: notes and left-out neurons are known
  std::function<void(const Plan&)> planned;      ///< once, before the first score
  std::function<void(const std::filesystem::path&)>
      fileCreated;  ///< the score file can be opened from here on
  std::function<void(std::int64_t first, std::int64_t count)>
      blockWritten;  ///< scores of targets [first, first + count) are new
};

/// Runs a job to its end on the calling thread, with threads of its own for scoring and writing.
/// A job that is cancelled or fails leaves a valid score file with the finished blocks; where there
/// is none, no file, or the old one as it was. A sparse job has one block: its end.
/// What it took of memory goes back to the system; so do the inputs, where the caller moves them.
JobOutcome runJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
                  const JobEvents& events);

/// Tells at once what would make a job fail after hours of reading: an output that exists, a folder
/// that does not, or that cannot be written to; an output that is one of the inputs, under whatever
/// name. runJob begins with it. Lists the inputs' folders where the output exists.
/// @throws InputError, IoError, Cancelled
void checkOutput(const JobSpec& spec, JobControl& control);

/// Why the planned score file, as large as it will likely be, will not fit where the job would put
/// it: see DiskSpace.hpp. Empty if it will, or no output is named yet. The command line and the
/// dialog ask this; runJob does before it scores.
std::string roomProblem(const std::filesystem::path& output, const Plan& plan);

/// What a job that did not finish has left: "12 of 60 blocks are in x.h5.", "No score file was
/// written.", "x.h5 is as it was before."
std::string whatIsKept(const JobSpec& spec, const JobReport& report);

/// As runJob up to the first score. Of the events, loaded alone comes.
/// @throws InputError, IoError, Cancelled
Plan planJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
             const JobEvents& events = {});

}  // namespace nblast
