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
  ~NblastJobs() override;  ///< as cancelAllAndWait(), without telling anybody

  JobListModel* model() { return &model_; }

  /// Takes a snapshot. @param name empty: the output's file name @return the job's id, from 1
  int start(const nblast::JobSpec& spec, nblast::LoadedInputs inputs, const QString& name = {});

  // An id for which this makes no sense changes nothing.
  void pause(int id);  ///< the running job stops at its next checkpoint
  void resume(int id);
  void cancel(int id);  ///< finished blocks stay in the score file
  bool remove(int id);  ///< forgets a job that has ended; false: it has not

  int runningJob() const { return current_ ? current_->id : 0; }  ///< 0: none
  qint64 waitingJobs() const { return static_cast<qint64>(waiting_.size()); }
  bool hasUnfinished() const { return current_ != nullptr || !waiting_.empty(); }

  /// What the running job would leave if it were cancelled now, as a sentence; empty: none runs.
  QString whatCancelKeeps() const;

  /// For closing the window: cancels everything, waits until the last thread has ended
  /// (milliseconds), and tells how each ended before it returns. A job that finished at the last
  /// moment is told as finished.
  void cancelAllAndWait();

 Q_SIGNALS:
  void jobPlanned(int id, const nblast::Plan& plan);
  void fileCreated(int id, const QString& path);  ///< the score file can be opened from here on
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
  QElapsedTimer clock_;            ///< since the current job began or was resumed
  double secondsBeforePause_ = 0;  ///< of the current job
  std::int64_t plannedPairs_ = 0;  ///< likewise; 0 until it is planned
  bool hasBlocks_ = false;         ///< likewise: scores are in its file
  RateWindow rate_;
  QTimer sampler_;
  int lastId_ = 0;
  BackgroundTask
      task_;  ///< last: destroyed first, while all that the job's events touch is still there
};
