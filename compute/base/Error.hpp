// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>

namespace nblast {

/// Base of everything this library throws on purpose. what() is one sentence for the user:
/// what happened, where, why, and what to do next.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The input or the options are wrong (exit code 2). what() begins with "file:line: " where known.
class InputError : public Error {
 public:
  explicit InputError(const std::string& reason) : Error(reason), reason_(reason) {}
  /// @param line 1-based; 0 when the whole file is meant
  InputError(std::string file, std::int64_t line, std::string reason);

  const std::string& file() const { return file_; }
  std::int64_t line() const { return line_; }
  const std::string& reason() const { return reason_; }

 private:
  std::string file_;
  std::int64_t line_ = 0;
  std::string reason_;
};

/// Reading or writing failed for a reason outside the input: a full disk, missing rights (exit code
/// 1).
class IoError : public Error {
 public:
  using Error::Error;
};

/// Somebody asked to stop. Not a failure: a job's outcome is then "cancelled".
class Cancelled : public Error {
 public:
  Cancelled() : Error("cancelled") {}
};

/// The sentence for an errno value, in English ("No space left on device").
std::string systemReason(int errorNumber);

}  // namespace nblast
