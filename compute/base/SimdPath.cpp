// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/SimdPath.hpp"

#include "compute/base/Error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace nblast {

const char* simdPathName(SimdPath path) {
  switch (path) {
    case SimdPath::Scalar:
      return "scalar";
    case SimdPath::Avx2:
      return "avx2";
    case SimdPath::Avx512:
      return "avx512";
  }
  return "";
}

std::vector<SimdPath> availableSimdPaths() {
  std::vector<SimdPath> paths{SimdPath::Scalar};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    paths.push_back(SimdPath::Avx2);
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
      paths.push_back(SimdPath::Avx512);
    }
  }
  return paths;
}

SimdPath chosenSimdPath() {
  const auto paths = availableSimdPaths();
  const char* wanted = std::getenv("NBLAST_SIMD");
  if (wanted == nullptr || *wanted == '\0') return paths.back();
  for (const auto path : {SimdPath::Scalar, SimdPath::Avx2, SimdPath::Avx512}) {
    if (wanted != std::string(simdPathName(path))) continue;
    if (std::find(paths.begin(), paths.end(), path) != paths.end()) return path;
    throw InputError(
        fmt::format("NBLAST_SIMD is {}, which this processor cannot run; unset it, or say {}.",
                    wanted, simdPathName(paths.back())));
  }
  throw InputError(fmt::format("NBLAST_SIMD is '{}': say scalar, avx2 or avx512.", wanted));
}

}  // namespace nblast
