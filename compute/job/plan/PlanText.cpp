// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/plan/PlanText.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Counts.hpp"
#include "compute/base/Durations.hpp"

#include <fmt/format.h>

namespace nblast {

namespace {

std::string inWords(std::int64_t bytes) {
  return bytesAsText(static_cast<std::uint64_t>(bytes));
}

std::string memoryOf(const Plan& plan) {
  auto text = inWords(plan.hostBytes);
  if (plan.freeHostBytes > 0) text += fmt::format(" of {} free", inWords(plan.freeHostBytes));
  if (plan.shape.queryParts > 1)
    text += fmt::format(", queries in {} parts", countAsText(plan.shape.queryParts));
  if (plan.freeHostBytes > 0 && plan.hostBytes > plan.freeHostBytes)
    text += ": too much, expect the job to be very slow or to fail";
  return text;
}

std::string mostPairs(std::int64_t pairs, std::int64_t ofPairs) {
  return fmt::format("at most about {} ({}), judged from a random sample", countOf(pairs, "pair"),
                     shareAsText(pairs, ofPairs));
}

}  // namespace

DevicePlanText planText(const DevicePlan& plan) {
  const auto queries = plan.queryParts > 1
                           ? fmt::format("queries in {} parts", countAsText(plan.queryParts))
                           : std::string("all queries at once");
  return {
      fmt::format("GPU {}: {}", plan.index, plan.name),
      fmt::format("{} of {} free", inWords(plan.bytes()), inWords(plan.freeBytes)),
      fmt::format("queries {}, targets {}, candidates {}, scores {}; {} per block, {}, {}",
                  inWords(plan.queryBytes), inWords(plan.targetBytes), inWords(plan.candidateBytes),
                  inWords(plan.scoreBytes), countOf(plan.blockTargets, "target"),
                  countOf(plan.blocks, "block"), queries)};
}

PlanText planText(const Plan& plan) {
  const bool isSparse = plan.keptPairs.has_value();
  PlanText text;
  text.pairs = fmt::format("{} ({} × {}{})", countAsText(plan.pairs),
                           plan.queries == 1 ? "1 query" : countAsText(plan.queries) + " queries",
                           countOf(plan.targets, "target"), plan.both ? ", both ways" : "");
  text.pointQueries = countAsText(plan.pointQueries);
  text.file = (isSparse ? "at most about " : "") + inWords(plan.fileBytes);
  text.memory = memoryOf(plan);
  text.engine = fmt::format("{}, {}", plan.engine, countOf(plan.threads, "thread"));
  text.time = (isSparse ? "at most " : "about ") + durationAsText(plan.expectedSeconds);
  if (isSparse) {
    text.scored = mostPairs(plan.scores.value_or(0), plan.pairs);
    // The file has one entry for both directions of a pair.
    text.kept = mostPairs(*plan.keptPairs, plan.queries * plan.targets);
  } else {
    text.blocks = countAsText(plan.blocks);
  }
  for (const auto& device : plan.devices)
    text.devices.push_back(planText(device));
  return text;
}

}  // namespace nblast
