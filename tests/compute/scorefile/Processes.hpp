// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QString>
#include <QTemporaryDir>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>

/// Children that fail, run out of room or are killed, for the tests of what they leave behind.
namespace fixtures {

/// Runs in a child process; @return its exit code, or -1 if it was killed
inline int inChild(const std::function<int()>& action) {
  const pid_t child = fork();
  if (child == 0) _exit(action());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// Runs in a child process and kills it once it has ticked so often and some time has gone by, if
/// it has not ended before.
inline void killAfter(int ticks, int microseconds,
                      const std::function<void(const std::function<void()>& tick)>& action) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) qFatal("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    action([&] {
      if (write(pipe[1], "x", 1) != 1) _exit(1);
    });
    _exit(0);
  }
  for (int i = 0; i < ticks; ++i) {
    char byte = 0;
    if (read(pipe[0], &byte, 1) != 1) qFatal("the child ended too early");
  }
  usleep(static_cast<useconds_t>(microseconds));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(pipe[0]);
  close(pipe[1]);
}

/// For this process from now on: the nearest thing to a disk that fills up.
inline void limitFileSize(std::uint64_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{bytes, bytes};
  setrlimit(RLIMIT_FSIZE, &limit);
}

template <class Failure>
QString failureOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const Failure& failure) {
    return QString::fromStdString(failure.what());
  }
  return {};
}

inline std::size_t filesIn(const QTemporaryDir& folder) {
  const std::filesystem::directory_iterator files(folder.path().toStdString());
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

}  // namespace fixtures
