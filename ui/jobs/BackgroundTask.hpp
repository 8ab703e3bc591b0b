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

  bool isRunning() const { return newest_ != nullptr; }  ///< until the newest outcome has arrived
  nblast::Progress progress() const;                     ///< of the newest task
  void cancel();                                         ///< no effect where nothing runs
  void pause();
  void resume();

  /// Cancels and drops the outcome. Does not wait: the thread may still be working for a while.
  void drop();
  /// The same, and waits for the thread.
  void cancelAndDrop();
  /// Waits for the thread, without the event loop. The outcome is delivered by it later, as ever.
  void wait();

 Q_SIGNALS:
  void runningChanged(bool running);
  /// Ten times a second; nothing before 150 ms, so that quick tasks do not flicker.
  void progressed(const nblast::Progress& progress);

 private:
  struct Run {
    virtual ~Run() = default;
    virtual void execute() noexcept = 0;  // on the worker
    virtual void deliver() = 0;           // on the UI thread, after execute()
    nblast::JobControl control;
  };
  template <class Work, class Then>
  struct TypedRun;

  void startRun(std::shared_ptr<Run> run);
  void launch();
  void workerEnded(const std::shared_ptr<Run>& run);
  void sample();
  static TaskEnd describe(const std::exception_ptr& error, QString* failure);

  std::shared_ptr<Run> newest_;  ///< whose outcome is awaited; null: none
  std::shared_ptr<Run>
      working_;  ///< whose thread has not been joined; newest_ or an older, cancelled one
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
      outcome.result.reset();
      outcome.end = describe(std::current_exception(), &outcome.failure);
    }
  }
  void deliver() override { then(std::move(outcome)); }

  Work work;
  Then then;
  TaskOutcome<Result> outcome;
};
