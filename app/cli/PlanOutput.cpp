// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/PlanOutput.hpp"

#include "compute/job/plan/PlanText.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <string_view>

using namespace nblast;

std::string planLines(const Plan& plan) {
  const auto text = planText(plan);
  std::string lines;
  const auto add = [&lines](std::string_view name, std::string_view value) {
    if (!value.empty()) lines += fmt::format("{:<15}{}\n", name, value);
  };
  add("pairs", text.pairs);
  add("point queries", text.pointQueries);
  add("scored", text.scored);
  add("kept", text.kept);
  add("score file", text.file);
  add("memory", text.memory);
  add("blocks", text.blocks);
  add("engine", text.engine);
  for (const auto& device : text.devices) {
    add("device", device.device + ", " + device.memory);
    add("", device.details);
  }
  add("time", text.time + " of scoring");
  return lines;
}

namespace {

nlohmann::json hostJson(const HostMemory& host) {
  return {{"until_planned_bytes", host.soFarBytes},
          {"process_bytes", host.processBytes},
          {"search_bytes", host.searchBytes},
          {"score_bytes", host.scoreBytes},
          {"device_copy_bytes", host.deviceBytes}};
}

}  // namespace

nlohmann::json planJson(const Plan& plan) {
  nlohmann::json line{{"event", "plan"},
                      {"queries", plan.queries},
                      {"targets", plan.targets},
                      {"both", plan.both},
                      {"pairs", plan.pairs},
                      {"blocks", plan.blocks},
                      {"point_queries", plan.pointQueries},
                      {"engine", plan.engine},
                      {"file_bytes", plan.fileBytes},
                      {"threads", plan.threads},
                      {"host_bytes", plan.hostBytes},
                      {"host", hostJson(plan.host)},
                      {"free_host_bytes", plan.freeHostBytes},
                      {"query_parts", plan.shape.queryParts},
                      {"devices", nlohmann::json::array()},
                      {"warnings", plan.warnings},
                      {"seconds", plan.expectedSeconds},
                      {"kept_pairs", nullptr},
                      {"scored_pairs", nullptr}};
  for (const auto& device : plan.devices)
    line["devices"].push_back(toJson(device));
  if (plan.keptPairs) line["kept_pairs"] = *plan.keptPairs;
  if (plan.scores) line["scored_pairs"] = *plan.scores;
  return line;
}
