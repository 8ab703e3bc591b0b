// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/LogFile.hpp"

#include "compute/base/Error.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <system_error>
#include <utility>

namespace nblast {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostTextBytes = 64 << 10;
constexpr std::size_t kTimeBytes = 24;  // "2025-11-21T21:45:03.123Z"

[[noreturn]] void failWith(int errorNumber) {
  throw IoError(systemReason(errorNumber));
}

std::string timeNow() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  tm utc{};
  ::gmtime_r(&now.tv_sec, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900,
                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec,
                     now.tv_nsec / 1'000'000);
}

/// Names of files come from anywhere: none may begin a line, or move a terminal's cursor. In UTF-8
/// the control characters from U+0080 to U+009F are 0xc2 and a byte of their own number.
std::string escaped(std::string_view text) {
  const auto byteAt = [text](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : static_cast<unsigned char>(0);
  };
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = byteAt(i);
    if (byte == '\n') {
      result += "\\n";
    } else if (byte == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\x{:02x}", byte);
    } else if (byte == 0xc2 && byteAt(i + 1) >= 0x80 && byteAt(i + 1) < 0xa0) {
      result += fmt::format("\\x{:02x}", byteAt(++i));
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string lineOf(LogLevel level, std::string_view category, std::string_view text) {
  const auto rest = text.size() - std::min(text.size(), kMostTextBytes);
  return fmt::format("{} [{}] {} {}: {}{}\n", timeNow(), ::getpid(), levelName(level),
                     escaped(category), escaped(text.substr(0, kMostTextBytes)),
                     rest > 0 ? fmt::format(" ... ({} more bytes)", rest) : "");
}

/// Open for reading and appending, and locked against the other processes until it is closed.
class LockedFile {
 public:
  explicit LockedFile(const fs::path& path)
      : file_(::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
                     0666)) {
    if (file_ < 0) failWith(errno);
    while (::flock(file_, LOCK_EX) != 0 && errno == EINTR) {  // without locks: no worse than append
    }
    if (::fstat(file_, &status_) != 0) status_ = {};
  }
  ~LockedFile() { ::close(file_); }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  bool isRegular() const { return S_ISREG(status_.st_mode); }
  std::int64_t bytes() const { return status_.st_size; }

  /// Another process may have renamed the file before the lock was had.
  bool isStillAt(const fs::path& path) const {
    struct stat there {};
    return ::stat(path.c_str(), &there) == 0 && there.st_dev == status_.st_dev &&
           there.st_ino == status_.st_ino;
  }

  /// Empty, or beginning with a line's time.
  bool isLog() const {
    std::array<char, kTimeBytes> head{};
    if (!isRegular() || bytes() == 0) return true;
    return ::pread(file_, head.data(), head.size(), 0) == kTimeBytes && head[4] == '-' &&
           head[10] == 'T' && head[19] == '.' && head[23] == 'Z';
  }

  /// All or nothing: half a line is taken back.
  void append(std::string_view line) const {
    const auto put = ::write(file_, line.data(), line.size());
    if (put == static_cast<ssize_t>(line.size())) return;
    const int why = put < 0 ? errno : ENOSPC;
    if (put > 0 && isRegular() && ::ftruncate(file_, status_.st_size) != 0) failWith(errno);
    failWith(why);
  }

 private:
  int file_;
  struct stat status_ {};
};

/// @return false: the file has been renamed, and the next one must be opened
bool appendTo(const fs::path& path, std::string_view line, std::int64_t mostBytes) {
  const LockedFile file(path);
  if (!file.isLog()) throw IoError("the file holds something else than a log");
  if (file.isRegular()) {
    if (!file.isStillAt(path)) return false;
    if (file.bytes() > 0 && file.bytes() + static_cast<std::int64_t>(line.size()) > mostBytes) {
      if (::rename(path.c_str(), (path.string() + ".1").c_str()) != 0) failWith(errno);
      return false;
    }
  }
  file.append(line);
  return true;
}

}  // namespace

LogFile::LogFile(fs::path path, OnProblem onProblem, std::int64_t mostBytes)
    : path_(std::move(path)), onProblem_(std::move(onProblem)), mostBytes_(mostBytes) {}

void LogFile::write(LogLevel level, std::string_view category, std::string_view text) {
  std::string problem;
  try {
    std::error_code ignored;  // opening the file says what is wrong
    if (path_.has_parent_path()) fs::create_directories(path_.parent_path(), ignored);
    const auto line = lineOf(level, category, text);
    while (!appendTo(path_, line, mostBytes_)) {
    }
  } catch (const std::exception& error) {
    problem = error.what();
  }
  if (problem.empty() || isProblemSaid_.exchange(true) || !onProblem_) return;
  onProblem_(fmt::format("The log {} cannot be written: {}. The work goes on without it.",
                         path_.string(), problem));
}

fs::path defaultLogPath(std::string_view program) {
  const auto folderOf = [](const char* variable) {
    const char* value = std::getenv(variable);
    const fs::path folder = value != nullptr ? value : "";
    return folder.is_absolute() ? folder : fs::path();
  };
  auto state = folderOf("XDG_STATE_HOME");
  if (const auto home = folderOf("HOME"); state.empty() && !home.empty())
    state = home / ".local" / "state";
  return state.empty() ? fs::path() : state / program / "log.txt";
}

fs::path chosenLogPath(const std::optional<fs::path>& asked, std::string_view program) {
  if (asked) return *asked;
  const char* const named = std::getenv("NBLAST_LOG");
  return named != nullptr ? fs::path(named) : defaultLogPath(program);
}

void logToFile(fs::path path, LogFile::OnProblem onProblem) {
  if (path.empty()) return setLogSink({});
  const auto file = std::make_shared<LogFile>(std::move(path), std::move(onProblem));
  setLogSink([file](LogLevel level, std::string_view category, std::string_view text) {
    file->write(level, category, text);
  });
}

}  // namespace nblast
