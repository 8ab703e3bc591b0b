// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace nblast {

namespace {
std::string withPlace(const std::string& file, std::int64_t line, const std::string& reason) {
  if (file.empty()) return reason;
  return line > 0 ? fmt::format("{}:{}: {}", file, line, reason)
                  : fmt::format("{}: {}", file, reason);
}
}  // namespace

InputError::InputError(std::string file, std::int64_t line, std::string reason)
    : Error(withPlace(file, line, reason)),
      file_(std::move(file)),
      line_(line),
      reason_(std::move(reason)) {}

std::string systemReason(int errorNumber) {
  return std::generic_category().message(errorNumber);
}

}  // namespace nblast
