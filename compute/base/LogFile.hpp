// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Log.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace nblast {

/// A log on the disk, of at most two files: a file that would grow beyond the limit becomes FILE.1
/// in the place of the FILE.1 before it. Several processes may write to the same log: each line is
/// appended whole, under a lock of the file, and says which process wrote it. Our own and not
/// spdlog's rotating file, which belongs to one process.
///
/// A line: "2025-11-21T21:45:03.123Z [4711] info job: text", in UTC, with control characters
/// escaped (\n, \x1b) so that an entry is one line, and cut after 64 KiB.
class LogFile {
 public:
  static constexpr std::int64_t kMostBytes = 5'000'000;
  /// Gets a whole sentence.
  using OnProblem = std::function<void(const std::string& sentence)>;

  /// Touches no file: that is left to the first line, which also makes missing folders.
  /// @param onProblem called once, with the first reason why a line could not be written; further
  /// lines are tried all the same
  explicit LogFile(std::filesystem::path path, OnProblem onProblem = {},
                   std::int64_t mostBytes = kMostBytes);

  /// Appends a line. A file that holds something else than a log stays as it is. Throws only what
  /// onProblem throws. Any thread may call it.
  void write(LogLevel level, std::string_view category, std::string_view text);

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  OnProblem onProblem_;
  std::int64_t mostBytes_;
  std::atomic<bool> isProblemSaid_ = false;
};

/// log.txt in the program's folder of the user's state: $XDG_STATE_HOME, or ~/.local/state.
/// @param program the folder's name; both programs write to the log of "nblast-workbench"
/// @return empty where there is neither of the two
std::filesystem::path defaultLogPath(std::string_view program);

/// Where a program writes its log: the file of its --log, else the one that the environment's
/// NBLAST_LOG names, else defaultLogPath(). @return empty: nowhere, as an empty --log or NBLAST_LOG
/// asks for
std::filesystem::path chosenLogPath(const std::optional<std::filesystem::path>& asked,
                                    std::string_view program);

/// Makes a file the sink of log(), until setLogSink() is called; an empty path: no sink.
void logToFile(std::filesystem::path path, LogFile::OnProblem onProblem = {});

}  // namespace nblast
