// SPDX-License-Identifier: BSD-3-Clause
#include "ui/watchdog/WatchedApplication.hpp"

#include "ui/scene/drawing/VtkView.hpp"

#include <QMainWindow>
#include <QMetaEnum>
#include <QThread>

#include <cstdio>
#include <ctime>
#include <utility>

namespace {

constexpr double kLimit_ms = 100;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr double kSlowness = 8;
#else
constexpr double kSlowness = 1;
#endif
/// An event loop itself takes less between two handlers; the handler that runs it may take more.
constexpr double kLoop_ms = 5;
/// A handler that spends this share of its time in another handler passes the blame on.
constexpr double kBlame = 0.9;

double threadCpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

QString nameOf(const QObject* receiver) {
  QString name = QLatin1String(receiver->metaObject()->className());
  if (!receiver->objectName().isEmpty()) name += QStringLiteral(" ") + receiver->objectName();
  return name;
}

QString nameOf(QEvent::Type type) {
  const char* name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
  return name != nullptr ? QString::fromLatin1(name) : QString::number(type);
}

/// In a new size the view makes its framebuffers again, as part of its drawing.
bool drawsTheScene(const QObject* receiver, QEvent::Type type) {
  const bool draws = type == QEvent::Paint || type == QEvent::Resize;
  return draws && qobject_cast<const VtkView*>(receiver) != nullptr;
}

}  // namespace

double WatchedApplication::limit_ms() {
  return kLimit_ms * kSlowness;
}

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
  if (QThread::currentThread() != thread()) return UiApplication::notify(receiver, event);
  // The handler may destroy the receiver: what is to be known of it comes first.
  const auto type = event->type();
  Handler handler{nameOf(receiver), nameOf(type), 0};
  const bool isExempt = drawsTheScene(receiver, type);
  const bool isMain = qobject_cast<const QMainWindow*>(receiver) != nullptr;
  if (isMain && type == QEvent::Show) {
    watching_ = false;
    appears_ = true;
  }
  begin();
  const bool result = UiApplication::notify(receiver, event);
  end(std::move(handler), isExempt);
  if (isMain && type == QEvent::Close && event->isAccepted()) watching_ = appears_ = false;
  if (isMain && type == QEvent::Paint) painted_ = appears_;
  if (frames_.empty() && painted_) {
    watching_ = true;
    appears_ = painted_ = false;
  }
  return result;
}

void WatchedApplication::begin() {
  const double now_ms = threadCpu_ms();
  const int level = thread()->loopLevel();
  const bool isNested = !frames_.empty() && frames_.back().loopLevel < level;
  if (isNested && now_ms - last_ms_ < kLoop_ms) exempt(now_ms - last_ms_);
  frames_.push_back({level, now_ms, 0, {}});
  last_ms_ = now_ms;
}

void WatchedApplication::exempt(double cpu_ms) {
  for (Frame& frame : frames_)
    frame.exempt_ms += cpu_ms;
}

void WatchedApplication::end(Handler handler, bool isExempt) {
  const double now_ms = threadCpu_ms();
  last_ms_ = now_ms;
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  const double all_ms = now_ms - frame.begun_ms;
  if (isExempt) return exempt(all_ms - frame.exempt_ms);
  handler.cpu_ms = all_ms - frame.exempt_ms;
  if (frame.slowest.cpu_ms > kBlame * handler.cpu_ms) {
    handler.receiver = frame.slowest.receiver;
    handler.event = frame.slowest.event;
  }
  const bool isCalled = !frames_.empty() && frames_.back().loopLevel == frame.loopLevel;
  if (isCalled) {
    if (handler.cpu_ms > frames_.back().slowest.cpu_ms) frames_.back().slowest = handler;
    return;
  }
  exempt(handler.cpu_ms);
  if (watching_ && handler.cpu_ms > worst_.cpu_ms) worst_ = handler;
}

int WatchedApplication::verdict(int exitCode) const {
  const bool isTooSlow = worst_.cpu_ms > limit_ms();
  std::fprintf(stderr, "watchdog: the slowest event handler took %.0f ms of %.0f%s: %s, %s\n",
               worst_.cpu_ms, limit_ms(), isTooSlow ? " (TOO SLOW)" : "",
               qPrintable(worst_.receiver), qPrintable(worst_.event));
  return exitCode == 0 && isTooSlow ? kTooSlow : exitCode;
}
