// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <fmt/format.h>
#include <nlohmann/json_fwd.hpp>

#include <string_view>
#include <utility>

/// The one place that writes this program's stdout and stderr. Any thread may call it, and nothing
/// here throws: a job goes on and ends with its own exit code, whatever becomes of what it says.
namespace output {

/// First of all: a standard stream that is closed gets a place of its own, so that no file that is
/// opened later takes its number and what is meant for the stream.
void begin();

/// Text for stdout, at once; on a terminal without the control characters that a file's name may
/// hold. When a write has failed, the rest is dropped.
void print(std::string_view text);
template <class... Args>
void print(fmt::format_string<Args...> format, Args&&... args) {
  print(std::string_view(fmt::format(format, std::forward<Args>(args)...)));
}
/// A document or one line of JSON, and a line end. What is no UTF-8 is replaced.
void printJson(const nlohmann::json& document, int indent = -1);

/// Text for stderr, as print() does for stdout. A bar that is shown stays the last line.
void tell(std::string_view text);
template <class... Args>
void tell(fmt::format_string<Args...> format, Args&&... args) {
  tell(std::string_view(fmt::format(format, std::forward<Args>(args)...)));
}

/// Of a command whose product is what it has printed: its exit code; or 1, and a sentence on
/// stderr, if that could not be written. A reader that has gone away has read enough.
int finish(int exitCode);

/// True where a bar makes sense: stderr is a terminal that can be written over.
bool canShowBar();
/// Columns of that terminal now.
int barColumns();
/// Shows a line, shorter than the terminal is wide, below all other text; replaces the line
/// before. Not while another program has the terminal.
void showBar(std::string_view line);
/// Leaves the terminal with its cursor at the beginning of an empty line.
void clearBar();
/// The same, async-signal-safe, for a program that ends at once.
void clearBarInSignalHandler();

}  // namespace output
