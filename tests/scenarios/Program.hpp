// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QProcess>
#include <QStringList>

#include <functional>

/// The nblast program without a terminal.
namespace program {

struct Result {
  int exitCode = -1;  ///< -1: it crashed, or was killed
  QString out, err;
};

/// @param prepare called in the child before the program begins: to close or limit something
inline void start(QProcess& process, const QStringList& arguments,
                  const std::function<void()>& prepare = {}) {
  if (prepare) process.setChildProcessModifier(prepare);
  process.start(NBLAST_BIN_DIR "/nblast", arguments);
}

inline Result end(QProcess& process) {
  constexpr int kLongest_ms = 200'000;
  process.waitForFinished(kLongest_ms);
  const bool normal =
      process.exitStatus() == QProcess::NormalExit && process.state() == QProcess::NotRunning;
  return {normal ? process.exitCode() : -1, process.readAllStandardOutput(),
          process.readAllStandardError()};
}

inline Result run(const QStringList& arguments, const std::function<void()>& prepare = {}) {
  QProcess process;
  start(process, arguments, prepare);
  return end(process);
}

/// Reads stdout until it holds the text. @return false if the program ends before
inline bool waitForOutput(QProcess& process, const char* text) {
  QByteArray seen;
  while (!seen.contains(text)) {
    if (!process.waitForReadyRead(60'000)) return false;
    seen += process.readAllStandardOutput();
  }
  return true;
}

}  // namespace program
