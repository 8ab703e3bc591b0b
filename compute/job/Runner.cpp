// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/Runner.hpp"

#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/job/JobLog.hpp"
#include "compute/job/run/Job.hpp"

#include <tbb/task_arena.h>

#include <exception>
#include <new>
#include <optional>
#include <utility>

namespace nblast {

namespace {

/// All that a job took goes back to the system when the job is over, however it ended.
class MemoryGoesBack {
 public:
  MemoryGoesBack() = default;
  ~MemoryGoesBack() { giveBackFreedMemory(); }
  MemoryGoesBack(const MemoryGoesBack&) = delete;
  MemoryGoesBack& operator=(const MemoryGoesBack&) = delete;
};

void fail(JobOutcome& outcome, const char* why) {
  outcome.kind = JobOutcome::Kind::Failed;
  outcome.failure = why;
}

tbb::task_arena arenaOf(const JobSpec& spec) {
  return tbb::task_arena(spec.threads > 0 ? spec.threads : tbb::task_arena::automatic);
}

}  // namespace

JobOutcome runJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
                  const JobEvents& events) {
  const MemoryGoesBack afterwards;
  JobOutcome outcome;
  try {
    logBegin("A job begins", spec);
    checkOptions(spec);
    arenaOf(spec).execute(
        [&] { Job(spec, std::move(inputs), control, events, outcome.report).run(); });
  } catch (const Cancelled&) {
    outcome.kind = JobOutcome::Kind::Cancelled;
  } catch (const InputError& error) {
    fail(outcome, error.what());
    outcome.inputWasWrong = true;
  } catch (const std::bad_alloc&) {
    fail(outcome,
         "The memory of this machine is not enough for this job; score fewer neurons at a time.");
  } catch (const std::exception& error) {
    fail(outcome, error.what());
  }
  outcome.report.peakHostBytes = peakResidentBytes();
  if (outcome.kind != JobOutcome::Kind::Finished) outcome.kept = whatIsKept(spec, outcome.report);
  logOutcome(outcome);
  return outcome;
}

Plan planJob(const JobSpec& spec, LoadedInputs inputs, JobControl& control,
             const JobEvents& events) {
  std::optional<MemoryGoesBack> afterwards;
  if (!inputs.prepared) afterwards.emplace();  // else the neurons stay, for the next plan or job
  logBegin("A plan is made", spec);
  checkOptions(spec);
  JobReport report;
  return arenaOf(spec).execute(
      [&] { return Job(spec, std::move(inputs), control, events, report).plan(); });
}

}  // namespace nblast
