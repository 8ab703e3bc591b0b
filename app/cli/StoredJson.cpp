// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/StoredJson.hpp"

#include <nlohmann/json.hpp>

nlohmann::json storedJson(const std::string& text) {
  using nlohmann::json;
  constexpr int kDeepest = 50;  // printing goes one call deeper with each
  if (text.empty()) return nullptr;
  const auto isShallow = [](int depth, json::parse_event_t, json&) { return depth < kDeepest; };
  auto value = json::parse(text, isShallow, false);
  return value.is_discarded() ? json(nullptr) : value;
}
