// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/window/UiApplication.hpp"

#include <QString>

#include <vector>

/// UiApplication with a watchdog, for tests: finds event handlers that keep the UI thread busy, so
/// that no window freezes unnoticed. Not part of the installed program: only test programs and the
/// scenario tests' own build of the workbench link it.
///
/// What counts is the UI thread's own CPU time, so a busy machine changes little. A handler's time
/// holds that of the handlers it calls, but not of those that a nested event loop runs meanwhile (a
/// dialog's, a menu's): each of them is measured by itself. Left out are the drawing of the 3D
/// scene, and what happens before a main window is first painted and after it is closed.
class WatchedApplication : public UiApplication {
  Q_OBJECT
 public:
  using UiApplication::UiApplication;

  /// No handler may take longer: 100 ms, eight times that under a sanitizer.
  static double limit_ms();
  /// What a program returns that would have returned 0, had no handler been too slow.
  static constexpr int kTooSlow = 99;

  struct Handler {
    /// The class of the object, and its name if there is one.
    QString receiver;
    QString event;
    double cpu_ms = 0;
  };
  /// The slowest of the handlers that ended since forget().
  const Handler& worst() const { return worst_; }
  void forget() { worst_ = {}; }

  /// Prints the worst handler to stderr. @return what the program should return
  int verdict(int exitCode) const;

  bool notify(QObject* receiver, QEvent* event) override;

 private:
  /// A handler that has begun and not ended.
  struct Frame {
    int loopLevel = 0;
    double begun_ms = 0;
    /// Time that does not count: drawing the scene, handlers of nested event loops.
    double exempt_ms = 0;
    /// The slowest of the handlers that this one called.
    Handler slowest;
  };
  void begin();
  void end(Handler handler, bool isExempt);
  /// Takes time off all handlers that have begun.
  void exempt(double cpu_ms);

  std::vector<Frame> frames_;
  /// When the last handler began or ended.
  double last_ms_ = 0;
  bool watching_ = false;
  /// A main window was shown and has not been painted.
  bool appears_ = false;
  /// The handler that runs has painted a main window for the first time.
  bool painted_ = false;
  Handler worst_;
};
