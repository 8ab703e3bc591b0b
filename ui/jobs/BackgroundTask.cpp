// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/BackgroundTask.hpp"

#include "compute/base/Error.hpp"

#include <QMetaObject>

#include <chrono>
#include <new>
#include <system_error>

using namespace std::chrono_literals;

QString failureSentence(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const nblast::Error& e) {
    return QString::fromUtf8(e.what());
  } catch (const std::bad_alloc&) {
    return BackgroundTask::tr(
        "There is not enough memory: close other programs or sets, or take fewer neurons.");
  } catch (const std::exception& e) {
    return BackgroundTask::tr("Unexpected error: %1. Please report it.")
        .arg(QString::fromUtf8(e.what()));
  } catch (...) {
    return BackgroundTask::tr("Unexpected error of an unknown kind. Please report it.");
  }
}

bool isCancelled(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const nblast::Cancelled&) {
    return true;
  } catch (...) {
    return false;
  }
}

BackgroundTask::BackgroundTask(QObject* parent) : QObject(parent) {
  // The first sample comes late, so that quick tasks show no progress at all.
  sampler_.callOnTimeout(this, &BackgroundTask::sample);
}

BackgroundTask::~BackgroundTask() {
  if (working_) working_->control.cancel();
  wait();
}

nblast::Progress BackgroundTask::progress() const {
  return newest_ ? newest_->control.progress() : nblast::Progress{};
}

void BackgroundTask::cancel() {
  if (newest_) newest_->control.cancel();
}

void BackgroundTask::pause() {
  if (newest_) newest_->control.pause();
}

void BackgroundTask::resume() {
  if (newest_) newest_->control.resume();
}

void BackgroundTask::drop() {
  if (working_) working_->control.cancel();
  sampler_.stop();
  if (std::exchange(newest_, nullptr)) Q_EMIT runningChanged(false);
}

void BackgroundTask::cancelAndDrop() {
  if (working_) working_->control.cancel();
  wait();
  working_.reset();
  drop();
}

void BackgroundTask::wait() {
  if (thread_.joinable()) thread_.join();
}

void BackgroundTask::startRun(std::shared_ptr<Run> run) {
  const bool wasRunning = isRunning();
  newest_ = std::move(run);
  sampler_.start(150ms);
  if (working_) {
    working_->control.cancel();  // launch() follows when its thread has ended
  } else {
    launch();
  }
  if (!wasRunning) Q_EMIT runningChanged(true);
}

void BackgroundTask::launch() {
  working_ = newest_;
  const auto work = [this, run = working_] {
    run->execute();
    // `this` is alive: its destructor waits for this thread, and takes the event with it.
    QMetaObject::invokeMethod(
        this, [this, run] { workerEnded(run); }, Qt::QueuedConnection);
  };
  try {
    thread_ = std::thread(work);
  } catch (const std::system_error&) {
    work();  // there is no thread: slow work is better than none
  }
}

void BackgroundTask::workerEnded(const std::shared_ptr<Run>& run) {
  if (run != working_) return;  // the run was dropped meanwhile
  wait();
  working_.reset();
  if (run != newest_) {
    if (newest_) launch();
    return;
  }
  newest_.reset();
  sampler_.stop();
  Q_EMIT runningChanged(false);
  run->deliver();  // may destroy or restart this task: nothing may follow
}

void BackgroundTask::sample() {
  sampler_.setInterval(100ms);
  Q_EMIT progressed(progress());
}
