// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

namespace nblast {

/// How much a line of the log matters.
enum class LogLevel : std::uint8_t { Debug, Info, Warning, Error };

/// "debug", "info", "warning", "error".
const char* levelName(LogLevel level);

/// Takes the lines of the log, one at a time. A sink must not call log() or setLogSink().
/// @param category the part of the program that speaks, a single word: "job", "engine"
/// @param text whole sentences or a JSON document, of any number of lines
using LogSink =
    std::function<void(LogLevel level, std::string_view category, std::string_view text)>;

/// Sends all further lines to the sink; an empty one drops them, as at the program's start. When it
/// returns, the sink before it is not running any more. Any thread may call it.
void setLogSink(LogSink sink);

/// Hands a line to the sink. Never throws: what a sink throws is dropped. Any thread may call it.
/// Cost without a sink: a lock.
void log(LogLevel level, std::string_view category, std::string_view text) noexcept;

}  // namespace nblast
