// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/PlanText.hpp"

#include "app/cli/Figures.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace nblast;

namespace {

std::string deviceText(const DevicePlan& device) {
  std::string text =
      fmt::format("{:<15}{}: {} planned of {} free\n", fmt::format("GPU {}", device.index),
                  device.name, bytesInWords(device.bytes()), bytesInWords(device.freeBytes));
  text += fmt::format("{:15}queries {}, targets {}, candidates {}, scores {}\n", "",
                      bytesInWords(device.queryBytes), bytesInWords(device.targetBytes),
                      bytesInWords(device.candidateBytes), bytesInWords(device.scoreBytes));
  text += fmt::format(
      "{:15}{} targets a block, {} block{}, queries {}\n", "", device.blockTargets, device.blocks,
      device.blocks == 1 ? "" : "s",
      device.queryParts > 1 ? fmt::format("in {} parts", device.queryParts) : "all at once");
  return text;
}

}  // namespace

std::string planText(const Plan& plan) {
  std::string text = fmt::format("pairs          {} ({} queries x {} targets{})\n", plan.pairs,
                                 plan.queries, plan.targets, plan.both ? ", both ways" : "");
  text += fmt::format("point queries  {}\n", plan.pointQueries);
  if (plan.keptPairs) {
    // The file has one entry for both directions of a pair.
    const auto stored = plan.queries * plan.targets;
    text += fmt::format(
        "scored         at most about {} pairs ({}), judged from bounds of a random sample\n",
        *plan.scores, shareInWords(*plan.scores, plan.pairs));
    text += fmt::format("kept           at most about {} pairs ({}), likewise\n", *plan.keptPairs,
                        shareInWords(*plan.keptPairs, stored));
    text += fmt::format("score file     at most about {}\n", bytesInWords(plan.fileBytes));
  } else {
    text += fmt::format("score file     {}\n", bytesInWords(plan.fileBytes));
  }
  text += fmt::format(
      "memory         {}{}\n", bytesInWords(plan.hostBytes),
      plan.freeHostBytes > 0 ? fmt::format(" of {} free", bytesInWords(plan.freeHostBytes)) : "");
  if (plan.shape.queryParts > 1)
    text += fmt::format("               queries in {} parts\n", plan.shape.queryParts);
  if (!plan.keptPairs) text += fmt::format("blocks         {}\n", plan.blocks);
  text += fmt::format("engine         {}, {} threads\n", plan.engine, plan.threads);
  for (const auto& device : plan.devices)
    text += deviceText(device);
  text += fmt::format("time           about {} of scoring\n", secondsInWords(plan.expectedSeconds));
  return text;
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
