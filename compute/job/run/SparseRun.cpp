// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/SparseRun.hpp"

#include "compute/base/ProcessMemory.hpp"
#include "compute/job/run/SparseScoring.hpp"
#include "compute/job/run/Stopwatch.hpp"

#include <nlohmann/json.hpp>

#include <span>
#include <utility>

namespace nblast {

void SparseRun::run() {
  createFile();
  job_.prepare(job_.inputs.queries->dotprops);
  job_.engine->expectTargets(job_.inputs.targets().dotprops, {job_.inputs.targets().size(), true});
  score();
  job_.hearEngine();
  write();
}

void SparseRun::settle() {
  if (job_.report.sparse) {
    job_.report.finishedBlocks = job_.report.blocks = 1;
  } else if (file_) {
    file_->discard();
  }
}

void SparseRun::createFile() {
  const Stopwatch watch(job_.report.writeSeconds);
  file_ = SparseScoreFileWriter::create(
      job_.spec.output, job_.contents(), limits(),
      job_.spec.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse, job_.shape.finishBytes);
  job_.dropLinks();
  job_.control.advance();
  job_.tellFile(file_->hasItsName());
}

void SparseRun::score() {
  const Stopwatch watch(job_.report.scoreSeconds);
  job_.beginScore(SparseScoring::kStepsPerPair);
  SparseScoring there(*job_.engine, job_.inputs.queries->dotprops, job_.inputs.targets().dotprops,
                      job_.options, job_.inputs.isAllByAll(), job_.shape.boundsAtOnce,
                      job_.control);
  forward_ = there.keep(limits());
  if (job_.inputs.isAllByAll()) {
    job_.control.begin(Phase::Reverse, 0);
    there.complete(forward_, transposed(forward_));
  } else if (job_.inputs.both) {
    scoreBack(there);
  }
  file_->setPairsScored(there.pairsScored());
  job_.report.pairs += there.pairsScored();
  job_.report.pointQueries = job_.inputs.pointQueries();
}

void SparseRun::scoreBack(SparseScoring& there) {
  const std::span<const Dotprops> queries = job_.inputs.queries->dotprops;
  const std::span<const Dotprops> targets = job_.inputs.targets().dotprops;
  job_.engine->rest();  // the devices are the other engine's for now
  auto engine = job_.makeAnotherEngine();
  engine->prepare(targets, job_.options, job_.control);
  engine->expectTargets(queries, {std::ssize(queries), true});
  SparseScoring back(*engine, targets, queries, job_.options, false, job_.shape.boundsAtOnce,
                     job_.control);
  if (const auto above = limits().above) {
    reverse_ = back.keep({above, {}});
  } else {  // no pair is kept for its reverse score
    job_.control.advance(SparseScoring::kStepsPerPair * queries.size() * targets.size());
  }
  job_.control.begin(Phase::Reverse, 0);
  engine->rest();
  there.complete(forward_, transposed(reverse_));
  job_.engine->rest();
  back.complete(reverse_, transposed(forward_));
  job_.report.pairs += back.pairsScored();
  job_.hear(*engine);
}

void SparseRun::write() {
  const Stopwatch watch(job_.report.writeSeconds);
  job_.control.begin(Phase::Write, 1);
  file_->writeBlock(forward_);
  if (job_.inputs.both) file_->writeReverseBlock(transposed(reverse_));
  job_.report.peakHostBytes = peakResidentBytes();
  job_.report.sparse = file_->finish(toJson(job_.report).dump());
  job_.tellFile(true);
  if (job_.events.blockWritten) job_.events.blockWritten(0, job_.inputs.targets().size());
  job_.control.advance();
}

}  // namespace nblast
