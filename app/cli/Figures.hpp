// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <string>

/// "3.12 %"; of nothing: "0 %".
std::string shareInWords(std::int64_t part, std::int64_t whole);

/// "35 ms", "3.1 s"; longer ones as durationInWords().
std::string secondsInWords(double seconds);

/// "12 s", "3 min 20 s", "2 h 5 min", "3 d 4 h".
std::string durationInWords(double seconds);

/// "1.5 kB", "20.0 MB", "3.25 GB" (powers of 1000).
std::string bytesInWords(std::int64_t bytes);
