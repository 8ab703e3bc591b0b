// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/Method.hpp"

#include "compute/base/Error.hpp"
#include "compute/job/NblastMethod.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace nblast {

std::span<const Method> methods() {
  static const std::array kMethods{nblastMethod()};
  return kMethods;
}

const Method& methodNamed(std::string_view name) {
  const auto all = methods();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Method& method) { return method.name == name; });
  if (found != all.end()) return *found;
  std::string known;
  for (const auto& method : all)
    known += (known.empty() ? "" : ", ") + std::string(method.name);
  throw InputError(
      fmt::format("There is no scoring method '{:.80}'; this program has {}.", name, known));
}

}  // namespace nblast
