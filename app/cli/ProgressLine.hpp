// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

#include <string>

/// "score [######....] 512 of 1198 pairs, 12 s left": as much of it as fits a terminal that wide,
/// and always short of its last column. ASCII.
/// @param elapsed_s since the phase began
std::string progressLine(const nblast::Progress& progress, double elapsed_s, int columns);
