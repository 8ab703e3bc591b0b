// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scoring/V1Formula.hpp"

#include <cmath>
#include <numbers>

namespace nblast {

float v1ExponentPerUm2(double sigma_um) {
  return static_cast<float>(-std::numbers::log2e / (4 * sigma_um * sigma_um));
}

std::int32_t v1Cell(float d2_um2, float dot, float exponentPerUm2) {
  const float scaled = d2_um2 * exponentPerUm2;
  const float exponent = scaled > kV1LeastExponent ? scaled : kV1LeastExponent;
  const float whole = (exponent + kV1ToWhole) - kV1ToWhole;
  const float rest = exponent - whole;
  float power = kV1PowerOfTwo[kV1Terms - 1];
  for (int i = kV1Terms - 2; i >= 0; --i)
    power = std::fma(power, rest, kV1PowerOfTwo[i]);
  const float score = std::sqrt(dot) * std::ldexp(power, static_cast<int>(whole));
  const float kept = score < kV1Greatest ? score : kV1Greatest;
  return static_cast<std::int32_t>(std::fma(kept, kV1Scale, 0.5F));
}

}  // namespace nblast
