// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The formula v1 in float32, each operation rounded as written, so that every engine gets the same
// bits: sqrt(dot exp(-d^2 / (2 sigma^2))) = sqrt(dot) * 2^(d^2 * v1ExponentPerUm2). No standard
// headers with code: files compiled for wider vectors include this.
#include <cstdint>

namespace nblast {

constexpr int kV1Shift = 23;               ///< scores are rounded to multiples of 2^-23
constexpr float kV1Scale = 8388608.F;      ///< 2^23
constexpr float kV1LeastExponent = -40.F;  ///< from here on a score rounds to 0
/// Of unit tangents it is 1. The sum of a tile's 64 points fits in 32 bits whatever their lengths.
constexpr float kV1Greatest = 2.F;
/// Added and taken away again, it leaves a float32 below 2^22 as the nearest whole number.
constexpr float kV1ToWhole = 12582912.F;
/// ln(2)^n / n!: 2^f to within 6e-9 for |f| <= 1/2.
constexpr float kV1PowerOfTwo[] = {1.F,
                                   0.693147180559945F,
                                   0.240226506959101F,
                                   0.0555041086648216F,
                                   0.00961812910762848F,
                                   0.00133335581464284F,
                                   0.000154035303933816F,
                                   0.0000152527338040598F};
constexpr int kV1Terms = 8;

/// -log2(e) / (4 sigma^2).
float v1ExponentPerUm2(double sigma_um);

/// A point score times 2^23. Vector kernels follow it operation by operation. @param dot >= 0
std::int32_t v1Cell(float d2_um2, float dot, float exponentPerUm2);

}  // namespace nblast
