// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/DeviceShare.hpp"

#include "compute/base/Counts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace nblast {

void addShares(std::vector<DeviceShare>& known, const std::vector<DeviceShare>& more) {
  for (const auto& share : more) {
    const auto same = std::find_if(known.begin(), known.end(),
                                   [&](const auto& k) { return k.index == share.index; });
    if (same == known.end()) {
      known.push_back(share);
    } else {
      same->pairs += share.pairs;
    }
  }
}

nlohmann::json toJson(const DeviceShare& share) {
  return {{"device", share.index ? nlohmann::json(*share.index) : nlohmann::json(nullptr)},
          {"name", share.name},
          {"pairs", share.pairs}};
}

std::string sharesInWords(const std::vector<DeviceShare>& shares) {
  std::int64_t all = 0;
  for (const auto& share : shares)
    all += share.pairs;
  std::string words;
  for (const auto& share : shares) {
    const auto device =
        share.index ? fmt::format("GPU {} ({})", *share.index, share.name) : share.name;
    const auto part = shareAsText(share.pairs, all);
    words += words.empty() ? fmt::format("{} scored {} of the pairs", device, part)
                           : fmt::format(", {} {}", device, part);
  }
  return words;
}

}  // namespace nblast
