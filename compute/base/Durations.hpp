// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>

namespace nblast {

/// "35 ms", "0.4 s", "12 s", "2 min 10 s", "3 h 5 min", "2 d 4 h", "more than 300 years": wherever
/// people read a duration. Negative and NaN: "unknown".
std::string durationAsText(double seconds);

}  // namespace nblast
