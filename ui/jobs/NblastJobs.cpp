// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/NblastJobs.hpp"

#include "ui/text/Format.hpp"

#include <QCoreApplication>
#include <QEvent>
#include <QLoggingCategory>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace std::chrono_literals;

Q_LOGGING_CATEGORY(lcJobs, "nblast.jobs", QtWarningMsg)

namespace {
JobState stateOf(nblast::Phase phase) {
  switch (phase) {
    case nblast::Phase::Load:
      return JobState::Loading;
    case nblast::Phase::Tangents:
    case nblast::Phase::Prepare:
      return JobState::Preparing;
    case nblast::Phase::Score:
    case nblast::Phase::Reverse:
      return JobState::Scoring;
    case nblast::Phase::Write:
    case nblast::Phase::Check:
    case nblast::Phase::Export:
    case nblast::Phase::Grow:
      return JobState::Writing;
  }
  return JobState::Loading;
}

JobState stateOf(nblast::JobOutcome::Kind kind) {
  switch (kind) {
    case nblast::JobOutcome::Kind::Finished:
      return JobState::Finished;
    case nblast::JobOutcome::Kind::Cancelled:
      return JobState::Cancelled;
    case nblast::JobOutcome::Kind::Failed:
      return JobState::Failed;
  }
  return JobState::Failed;
}

/// The outcome of a run. runJob() throws nothing, but a fault in it might.
nblast::JobOutcome outcomeOf(TaskOutcome<nblast::JobOutcome> task) {
  if (task.result) return std::move(*task.result);
  nblast::JobOutcome outcome;
  outcome.kind = task.end == TaskEnd::Cancelled ? nblast::JobOutcome::Kind::Cancelled
                                                : nblast::JobOutcome::Kind::Failed;
  outcome.failure = task.failure.toStdString();
  return outcome;
}

QString sentenceOf(const nblast::JobOutcome& outcome) {
  if (outcome.kind == nblast::JobOutcome::Kind::Failed) return toQString(outcome.failure);
  if (outcome.kind == nblast::JobOutcome::Kind::Cancelled) return toQString(outcome.kept);
  const auto leftOut = static_cast<int>(outcome.report.leftOut.size());
  if (leftOut == 0) return {};
  return NblastJobs::tr("%Ln neuron(s) (was|were) left out.", nullptr, leftOut);
}
}  // namespace

NblastJobs::NblastJobs(RunFunction run, QObject* parent) : QObject(parent), run_(std::move(run)) {
  sampler_.setInterval(100ms);
  sampler_.callOnTimeout(this, &NblastJobs::sample);
}

NblastJobs::~NblastJobs() = default;

int NblastJobs::start(const nblast::JobSpec& spec, nblast::LoadedInputs inputs,
                      const QString& name) {
  const int id = ++lastId_;
  JobRow row;
  row.id = id;
  row.name = name.isEmpty() ? toQString(spec.output.filename()) : name;
  row.engine = toQString(spec.engine);
  row.path = toQString(spec.output);
  model_.add(row);
  qCInfo(lcJobs) << "Job" << id << "was asked for:" << row.path;
  waiting_.push_back({id, spec, std::move(inputs)});
  startNext();
  return id;
}

void NblastJobs::startNext() {
  if (current_ || closing_ || waiting_.empty()) return;
  current_ = std::make_unique<Job>(std::move(waiting_.front()));
  waiting_.pop_front();
  paused_ = cancelling_ = false;
  secondsBeforePause_ = 0;
  plannedPairs_ = 0;
  hasBlocks_ = false;
  rate_.clear();
  clock_.start();
  sampler_.start();
  const int id = current_->id;
  task_.start(
      // The inputs move into the run: the job's own thread gives back what is large in them.
      [run = run_, spec = current_->spec, inputs = std::move(current_->inputs),
       events = eventsOf(id)](nblast::JobControl& control) mutable {
        return run(spec, std::move(inputs), control, events);
      },
      [this, id](TaskOutcome<nblast::JobOutcome> task) { end(id, outcomeOf(std::move(task))); });
  sample();
}

nblast::JobEvents NblastJobs::eventsOf(int id) {
  // Called on the job's threads. `this` outlives them: task_ waits for them before anything else
  // goes.
  const auto onUiThread = [this](auto call) {
    QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection);
  };
  nblast::JobEvents events;
  events.planned = [this, id, onUiThread](const nblast::Plan& plan) {
    onUiThread([this, id, plan] {
      if (const auto* row = model_.find(id)) {
        auto planned = *row;
        planned.engine = toQString(plan.engine);
        model_.update(planned);
        plannedPairs_ = plan.pairs;
      }
      Q_EMIT jobPlanned(id, plan);
    });
  };
  events.fileCreated = [this, id, onUiThread](const std::filesystem::path& path) {
    onUiThread([this, id, path] { Q_EMIT fileCreated(id, toQString(path)); });
  };
  events.blockWritten = [this, id, onUiThread](std::int64_t first, std::int64_t count) {
    onUiThread([this, id, first, count] {
      hasBlocks_ = true;
      Q_EMIT blockWritten(id, first, count);
    });
  };
  return events;
}

double NblastJobs::activeSeconds() const {
  return secondsBeforePause_ + (paused_ ? 0 : static_cast<double>(clock_.elapsed()) / 1000);
}

void NblastJobs::sample() {
  const auto* known = current_ ? model_.find(current_->id) : nullptr;
  if (!known) return;
  auto row = *known;
  row.progress = task_.progress();
  row.elapsedSeconds = activeSeconds();
  row.state = cancelling_ ? JobState::Cancelling
              : paused_   ? JobState::Paused
                          : stateOf(row.progress.phase);
  if (row.progress.phase == nblast::Phase::Score) {
    if (!paused_) rate_.add(row.elapsedSeconds, row.progress.done);
    row.pairsPerSecond = rate_.perSecond();
    row.secondsLeft = rate_.secondsLeft(row.progress.done, row.progress.total);
  } else {
    rate_.clear();
    row.secondsLeft = -1;
  }
  model_.update(row);
}

void NblastJobs::pause(int id) {
  if (id != runningJob() || paused_ || cancelling_) return;
  secondsBeforePause_ = activeSeconds();
  paused_ = true;
  task_.pause();
  sample();
}

void NblastJobs::resume(int id) {
  if (id != runningJob() || !paused_) return;
  paused_ = false;
  clock_.restart();
  task_.resume();
  sample();
}

void NblastJobs::cancel(int id) {
  if (id != 0 && id == runningJob()) {
    cancelling_ = true;
    task_.cancel();
    sample();
    return;
  }
  const auto found =
      std::find_if(waiting_.begin(), waiting_.end(), [id](const Job& job) { return job.id == id; });
  if (found == waiting_.end()) return;
  waiting_.erase(found);
  nblast::JobOutcome outcome;
  outcome.kind = nblast::JobOutcome::Kind::Cancelled;
  tellEnd(id, outcome);
}

QString NblastJobs::whatCancelKeeps() const {
  if (!current_) return {};
  if (isSparse(current_->spec)) {
    return tr("It keeps only good pairs: such a job keeps nothing until it is complete.");
  }
  return hasBlocks_ ? tr("The blocks that are finished stay in its score file.")
                    : tr("It has no finished block yet: nothing of it will be kept.");
}

bool NblastJobs::remove(int id) {
  const auto* row = model_.find(id);
  if (!row || !hasEnded(row->state)) return false;
  model_.remove(id);
  return true;
}

void NblastJobs::cancelAllAndWait() {
  closing_ = true;
  while (!waiting_.empty())
    cancel(waiting_.back().id);
  if (current_) {
    cancel(current_->id);
    task_.wait();
    // Delivers what the job's threads have posted, in order, and then the outcome: nobody may be
    // running an event loop any more.
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
    QCoreApplication::sendPostedEvents(&task_, QEvent::MetaCall);
  }
  closing_ = false;
}

void NblastJobs::end(int id, const nblast::JobOutcome& outcome) {
  const double seconds = activeSeconds();
  const bool scored = outcome.report.scoreSeconds > 0;
  sampler_.stop();
  if (const auto* known = model_.find(id)) {
    auto row = *known;
    row.elapsedSeconds = seconds;
    row.secondsLeft = -1;
    // A sparse job has decided on all its pairs, though it has scored only some of them.
    const bool finished = outcome.kind == nblast::JobOutcome::Kind::Finished;
    const auto pairs = finished ? plannedPairs_ : outcome.report.pairs;
    row.pairsPerSecond = scored ? static_cast<double>(pairs) / outcome.report.scoreSeconds : 0;
    if (finished) {
      const auto all = static_cast<std::uint64_t>(pairs);
      row.progress = {nblast::Phase::Score, all, all};
    }
    if (!outcome.report.engine.empty()) row.engine = toQString(outcome.report.engine);
    model_.update(row);
  }
  current_.reset();
  tellEnd(id, outcome);
  startNext();
}

void NblastJobs::tellEnd(int id, const nblast::JobOutcome& outcome) {
  if (const auto* known = model_.find(id)) {
    auto row = *known;
    row.state = stateOf(outcome.kind);
    row.sentence = sentenceOf(outcome);
    model_.update(row);
    qCInfo(lcJobs).noquote() << "Job" << id << jobStateName(row.state) << "after"
                             << std::max(0.0, row.elapsedSeconds) << "s." << row.sentence;
  }
  Q_EMIT jobEnded(id, outcome);
}
