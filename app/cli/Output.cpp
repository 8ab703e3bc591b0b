// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Output.hpp"

#include "app/cli/ExitCode.hpp"
#include "compute/base/Error.hpp"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>

namespace output {

namespace {

// The cursor waits at the beginning of the bar: where a narrower terminal has broken the bar into
// two lines, clearing from there on clears both.
constexpr std::string_view kClear = "\r\033[J";
constexpr std::string_view kBeginBar = "\r\033[?7l";  // what does not fit is cut, not wrapped
constexpr std::string_view kEndBar = "\033[J\r\033[?7h";

std::mutex& mutex() {
  static std::mutex theMutex;
  return theMutex;
}

std::string& shownBar() {
  static std::string bar;
  return bar;
}

int lostReason = 0;  ///< of stdout, under the mutex
std::atomic<bool> barIsShown{false};

/// @return 0, or why not all was written
int writeAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t put = ::write(descriptor, text.data(), text.size());
    if (put >= 0) {
      text.remove_prefix(static_cast<std::size_t>(put));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      pollfd ready{descriptor, POLLOUT, 0};
      ::poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

std::string barText(std::string_view line) {
  std::string text(kBeginBar);
  text += line;
  text += kEndBar;
  return text;
}

/// Names of files come from anywhere: none may move the cursor or change the terminal's title.
std::string withoutControls(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    const auto byte = static_cast<unsigned char>(letter);
    if ((byte < 0x20 && letter != '\n' && letter != '\t') || byte == 0x7f) letter = '?';
  }
  return result;
}

bool stdoutIsTerminal() {
  static const bool kIsTerminal = ::isatty(STDOUT_FILENO) == 1;
  return kIsTerminal;
}

bool stderrIsTerminal() {
  static const bool kIsTerminal = ::isatty(STDERR_FILENO) == 1;
  return kIsTerminal;
}

/// A program in the background leaves the terminal to the one in front.
bool isInForeground() {
  const pid_t front = ::tcgetpgrp(STDERR_FILENO);
  return front < 0 || front == ::getpgrp();
}

}  // namespace

void begin() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // Opened the wrong way round, so that using it fails as before.
    const int flags = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    const int opened = ::open("/dev/null", flags);  // takes the lowest number that is free
    if (opened >= 0 && opened != descriptor) ::close(opened);
  }
}

void print(std::string_view text) {
  const std::lock_guard lock(mutex());
  if (lostReason != 0) return;
  lostReason = stdoutIsTerminal() ? writeAll(STDOUT_FILENO, withoutControls(text))
                                  : writeAll(STDOUT_FILENO, text);
}

void printJson(const nlohmann::json& document, int indent) {
  print(document.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void tell(std::string_view text) {
  const std::lock_guard lock(mutex());
  if (!stderrIsTerminal()) {
    writeAll(STDERR_FILENO, text);
    return;
  }
  std::string all;
  if (barIsShown) all += kClear;
  all += withoutControls(text);
  if (barIsShown) all += barText(shownBar());
  writeAll(STDERR_FILENO, all);
}

int finish(int exitCode) {
  int reason = 0;
  {
    const std::lock_guard lock(mutex());
    reason = lostReason;
  }
  if (reason == 0 || reason == EPIPE) return exitCode;
  tell("nblast: the output could not be written: {}\n", nblast::systemReason(reason));
  return kFailed;
}

bool canShowBar() {
  const char* terminal = std::getenv("TERM");
  return stderrIsTerminal() && terminal != nullptr && *terminal != '\0' &&
         std::strcmp(terminal, "dumb") != 0;
}

int barColumns() {
  constexpr int kUsual = 80;
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : kUsual;
}

void showBar(std::string_view line) {
  if (!isInForeground()) return;
  const std::lock_guard lock(mutex());
  shownBar() = line;
  barIsShown = true;
  writeAll(STDERR_FILENO, barText(line));
}

void clearBar() {
  const std::lock_guard lock(mutex());
  if (barIsShown.exchange(false)) writeAll(STDERR_FILENO, kClear);
}

void clearBarInSignalHandler() {
  if (!barIsShown) return;
  const ssize_t ignored = ::write(STDERR_FILENO, kClear.data(), kClear.size());
  static_cast<void>(ignored);
}

}  // namespace output
