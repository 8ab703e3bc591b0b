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
  text += fmt::format("memory         {}\n", bytesInWords(plan.hostBytes));
  if (!plan.keptPairs) text += fmt::format("blocks         {}\n", plan.blocks);
  text += fmt::format("engine         {}, {} threads\n", plan.engine, plan.threads);
  for (const auto& device : plan.devices)
    text += deviceText(device);
  text += fmt::format("time           about {} of scoring\n", secondsInWords(plan.expectedSeconds));
  return text;
}

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
                      {"devices", nlohmann::json::array()},
                      {"warnings", plan.warnings},
                      {"expected_seconds", plan.expectedSeconds}};
  for (const auto& device : plan.devices)
    line["devices"].push_back(toJson(device));
  if (plan.keptPairs) line["pairs_kept_at_most_about"] = *plan.keptPairs;
  if (plan.scores) line["pairs_scored_at_most_about"] = *plan.scores;
  return line;
}
