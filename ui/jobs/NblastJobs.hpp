// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Runner.hpp"
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/jobs/JobListModel.hpp"
#include "ui/jobs/RateWindow.hpp"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

/// The NBLAST jobs of the window: one runs at a time (each uses all cores), the others wait in
/// order. UI thread only; all signals come there, in the order in which things happened.
class NblastJobs : public QObject {
  Q_OBJECT
 public:
  /// nblast::runJob, or a test's own. It is called on a worker thread.
  using RunFunction = std::function<nblast::JobOutcome(
      const nblast::JobSpec&, nblast::LoadedInputs, nblast::JobControl&, const nblast::JobEvents&)>;
  explicit NblastJobs(RunFunction run, QObject* parent = nullptr);
  /// Cancels and waits as cancelAllAndWait() does, but emits no signal.
  ~NblastJobs() override;

  JobListModel* model() { return &model_; }

  /// Adds a job; spec and inputs are copied. @param name empty: the output's file name is taken
  /// @return the job's id, from 1
  int start(const nblast::JobSpec& spec, nblast::LoadedInputs inputs, const QString& name = {});

  // For these: an id of a job in another state changes nothing.
  /// The running job stops at its next checkpoint.
  void pause(int id);
  void resume(int id);
  /// Ends a job; its finished blocks stay in the score file.
  void cancel(int id);
  /// Forgets a job that has ended. @return false: the job has not ended
  bool remove(int id);

  /// The id of the running job; 0: no job runs.
  int runningJob() const { return current_ ? current_->id : 0; }
  qint64 waitingJobs() const { return static_cast<qint64>(waiting_.size()); }
  bool hasUnfinished() const { return current_ != nullptr || !waiting_.empty(); }

  /// What the running job would leave if it were cancelled now, as a sentence; empty: none runs.
  QString whatCancelKeeps() const;

  /// For closing the window: cancels everything, waits until the last thread has ended
  /// (milliseconds), and emits jobEnded() for each before it returns. A job that
  /// finished at the last moment counts as finished.
  void cancelAllAndWait();

 Q_SIGNALS:
  void jobPlanned(int id, const nblast::Plan& plan);
  /// The score file can be opened from here on.
  void fileCreated(int id, const QString& path);
  void blockWritten(int id, qint64 firstTarget, qint64 targets);
  void jobEnded(int id, const nblast::JobOutcome& outcome);

 private:
  struct Job {
    int id = 0;
    nblast::JobSpec spec;
    nblast::LoadedInputs inputs;
  };
  void startNext();
  nblast::JobEvents eventsOf(int id);
  void sample();
  double activeSeconds() const;
  void end(int id, const nblast::JobOutcome& outcome);
  void tellEnd(int id, const nblast::JobOutcome& outcome);

  RunFunction run_;
  JobListModel model_;
  std::deque<Job> waiting_;
  std::unique_ptr<Job> current_;
  bool paused_ = false, cancelling_ = false, closing_ = false;
  /// Runs since the current job began or was resumed.
  QElapsedTimer clock_;
  /// What the current job took before its last pause.
  double secondsBeforePause_ = 0;
  /// How many pairs the current job will score; 0 until the job is planned.
  std::int64_t plannedPairs_ = 0;
  /// Whether the current job has written scores to its file.
  bool hasBlocks_ = false;
  RateWindow rate_;
  QTimer sampler_;
  int lastId_ = 0;
  /// The last member is destroyed first, while all that the job's events touch is still there.
  BackgroundTask task_;
};
