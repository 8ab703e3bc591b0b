// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "tests/scenarios/Screen.hpp"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <sys/types.h>

/// The nblast program in a terminal of its own (a pseudo-terminal), and what is seen there.
class Terminal {
 public:
  /// @param environment NAME=VALUE, besides that of the test; an empty value: not set
  Terminal(const QStringList& arguments, int columns,
           const QStringList& environment = {"TERM=xterm"},
           Screen::WhenNarrower whenNarrower = Screen::WhenNarrower::Cut);
  ~Terminal();  ///< kills what still runs
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// As if the window were made narrower or wider.
  void resize(int columns);
  void type(const char* keys);
  void raise(int signal);
  /// Reads until a bar that was shown from now on contains the text. @return false after a minute
  bool waitForBar(const QString& text);
  /// Reads until the program has ended. @return its exit code, or minus the signal that killed it
  int end();

  const Screen& screen() const { return screen_; }
  int columns() const { return columns_; }
  const QByteArray& output() const { return output_; }
  /// Each line that was shown as a bar, in order.
  QStringList bars() const;

 private:
  bool readSome(int timeout_ms);

  int columns_;
  int master_ = -1;
  pid_t child_ = 0;
  int status_ = 0;
  Screen screen_;
  QByteArray output_;
};
