// SPDX-License-Identifier: BSD-3-Clause
#include "tests/scenarios/Terminal.hpp"

#include <QElapsedTimer>
#include <QRegularExpression>

#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <vector>

namespace {

constexpr int kLongest_ms = 60'000;

winsize sizeOf(int columns) {
  winsize size{};
  size.ws_row = 24;
  size.ws_col = static_cast<unsigned short>(columns);
  return size;
}

}  // namespace

Terminal::Terminal(const QStringList& arguments, int columns, const QStringList& environment,
                   Screen::WhenNarrower whenNarrower)
    : columns_(columns), screen_(columns, whenNarrower) {
  // All that allocates happens before the fork.
  std::vector<QByteArray> words{QByteArray(NBLAST_BIN_DIR "/nblast")};
  for (const auto& argument : arguments)
    words.push_back(argument.toLocal8Bit());
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::pair<QByteArray, QByteArray>> variables{{"NBLAST_PROGRESS_DELAY_MS", "0"}};
  for (const auto& variable : environment)
    variables.emplace_back(variable.section('=', 0, 0).toLatin1(),
                           variable.section('=', 1).toLatin1());
  auto size = sizeOf(columns);
  child_ = forkpty(&master_, nullptr, nullptr, &size);
  if (child_ == 0) {
    for (const auto& [name, value] : variables) {
      if (value.isEmpty()) {
        unsetenv(name.constData());
      } else {
        setenv(name.constData(), value.constData(), 1);
      }
    }
    execv(argv[0], argv.data());
    _exit(127);
  }
  if (child_ < 0) qFatal("no pseudo-terminal");
}

Terminal::~Terminal() {
  if (child_ > 0) {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }
  ::close(master_);
}

void Terminal::resize(int columns) {
  while (readSome(0)) {
  }
  const auto size = sizeOf(columns);
  ioctl(master_, TIOCSWINSZ, &size);
  screen_.resize(columns);
  columns_ = columns;
}

void Terminal::type(const char* keys) {
  if (::write(master_, keys, strlen(keys)) < 0) qFatal("cannot type");
}

void Terminal::raise(int signal) {
  ::kill(child_, signal);
}

/// @return false if there was nothing to read, or nothing will come any more
bool Terminal::readSome(int timeout_ms) {
  pollfd ready{master_, POLLIN, 0};
  if (::poll(&ready, 1, timeout_ms) <= 0) return false;
  char bytes[4096];
  const auto got = ::read(master_, bytes, sizeof bytes);
  if (got <= 0) return got < 0 && errno == EINTR;  // EIO: the other side is closed
  output_.append(bytes, static_cast<int>(got));
  screen_.feed(QByteArray(bytes, static_cast<int>(got)));
  return true;
}

bool Terminal::waitForBar(const QString& text) {
  const auto seen = bars().size();
  QElapsedTimer timer;
  timer.start();
  while (timer.elapsed() < kLongest_ms) {
    const auto all = bars().mid(seen);
    for (const auto& bar : all) {
      if (bar.contains(text)) return true;
    }
    if (!readSome(1000) && ::waitpid(child_, &status_, WNOHANG) == child_) {
      child_ = 0;
      return false;
    }
  }
  return false;
}

int Terminal::end() {
  QElapsedTimer timer;
  timer.start();
  while (child_ > 0 && timer.elapsed() < kLongest_ms) {
    if (readSome(20)) continue;
    if (::waitpid(child_, &status_, WNOHANG) == child_) child_ = 0;
  }
  while (readSome(0)) {
  }
  if (child_ > 0) return -1000;  // it hangs
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

QStringList Terminal::bars() const {
  static const QRegularExpression kBar("\r\x1b\\[\\?7l([^\x1b]*)\x1b\\[J\r\x1b\\[\\?7h");
  QStringList all;
  auto found = kBar.globalMatch(QString::fromLatin1(output_));
  while (found.hasNext())
    all += found.next().captured(1);
  return all;
}
