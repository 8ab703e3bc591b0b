// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

#include <QObject>
#include <QString>
#include <QTimer>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <variant>

enum class TaskEnd : quint8 { Finished, Cancelled, Failed };

// How errors travel in ui. What fails throws an error of this program (compute/base/Error.hpp),
// whose what() is one sentence for the user; no function returns such a sentence, and no object
// keeps one until it is asked. Exceptions stop at two borders: BackgroundTask makes a TaskOutcome
// of them, and UiApplication a message in the window. Whoever catches one in between goes on with
// something else (the next file, a default) and hands the sentence on. What the user has typed and
// cannot be used yet is no error: a field tells it by problem().

/// How a task ended. result is there if it finished, failure is one sentence for the user if it
/// failed.
template <class Result>
struct TaskOutcome {
  TaskEnd end = TaskEnd::Cancelled;
  std::optional<Result> result;
  QString failure;
};

/// One sentence for whatever was thrown. Errors of this program say it themselves.
QString failureSentence(const std::exception_ptr& error);
/// What was thrown is nblast::Cancelled.
bool isCancelled(const std::exception_ptr& error);

/// The one way to work in the background. Belongs to the widget or object that wants the result,
/// and lives on the UI thread; every member is called there.
///
/// start() runs work(JobControl&) on a thread of its own and calls then(outcome) on the UI thread,
/// from the event loop, and only for the newest start(): an older task is cancelled, its outcome
/// dropped, and the newer one begins when the older one's thread has ended (so a task has at most
/// one thread). cancel() does not drop: "cancelled" arrives. Destroying the task cancels, waits for
/// the thread and drops the outcome: work may use what outlives the task, and takes the rest by
/// value. Work that never looks at its JobControl cannot be cancelled early, only waited for.
class BackgroundTask : public QObject {
  Q_OBJECT
 public:
  explicit BackgroundTask(QObject* parent = nullptr);
  ~BackgroundTask() override;

  template <class Work, class Then>
  void start(Work work, Then then) {
    startRun(std::make_shared<TypedRun<Work, Then>>(std::move(work), std::move(then)));
  }

  /// True until the newest outcome has arrived.
  bool isRunning() const { return newest_ != nullptr; }
  /// Of the newest task.
  nblast::Progress progress() const;
  /// Has no effect where nothing runs.
  void cancel();
  void pause();
  void resume();

  /// Cancels and drops the outcome. Does not wait: the thread may still be working for a while.
  void drop();
  /// The same, and waits for the thread.
  void cancelAndDrop();
  /// Waits for the thread, without the event loop. The event loop delivers the outcome later.
  void wait();

 Q_SIGNALS:
  void runningChanged(bool running);
  /// Ten times a second; nothing before 150 ms, so that quick tasks do not flicker.
  void progressed(const nblast::Progress& progress);

 private:
  struct Run {
    virtual ~Run() = default;
    /// Runs on the worker.
    virtual void execute() noexcept = 0;
    /// Runs on the UI thread, after execute().
    virtual void deliver() = 0;
    nblast::JobControl control;
  };
  template <class Work, class Then>
  struct TypedRun;

  void startRun(std::shared_ptr<Run> run);
  void launch();
  void workerEnded(const std::shared_ptr<Run>& run);
  void sample();

  /// The run whose outcome is awaited; null: none.
  std::shared_ptr<Run> newest_;
  /// The run whose thread has not been joined: newest_, or an older, cancelled one.
  std::shared_ptr<Run> working_;
  std::thread thread_;
  QTimer sampler_;
};

template <class Work, class Then>
struct BackgroundTask::TypedRun final : Run {
  using Raw = std::invoke_result_t<Work&, nblast::JobControl&>;
  using Result = std::conditional_t<std::is_void_v<Raw>, std::monostate, Raw>;

  TypedRun(Work w, Then t) : work(std::move(w)), then(std::move(t)) {}

  void execute() noexcept override {
    try {
      control.checkpoint();
      if constexpr (std::is_void_v<Raw>) {
        work(control);
        outcome.result.emplace();
      } else {
        outcome.result.emplace(work(control));
      }
      outcome.end = TaskEnd::Finished;
    } catch (...) {
      const auto error = std::current_exception();
      outcome.result.reset();
      outcome.end = isCancelled(error) ? TaskEnd::Cancelled : TaskEnd::Failed;
      if (outcome.end == TaskEnd::Failed) outcome.failure = failureSentence(error);
    }
  }
  void deliver() override { then(std::move(outcome)); }

  Work work;
  Then then;
  TaskOutcome<Result> outcome;
};
