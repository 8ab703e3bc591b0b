// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <vector>

namespace nblast {

/// Which vector instructions the tile search and the making of tangents use. All give the same
/// bits.
enum class SimdPath { Scalar, Avx2, Avx512 };

const char* simdPathName(SimdPath path);  ///< "scalar", "avx2", "avx512"

/// The paths this processor can run, slowest first.
std::vector<SimdPath> availableSimdPaths();

/// The fastest available path, or the one that the environment variable NBLAST_SIMD names.
/// @throws InputError if NBLAST_SIMD names no path, or one that this processor cannot run
SimdPath chosenSimdPath();

}  // namespace nblast
