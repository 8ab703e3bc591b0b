// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/DevicePlan.hpp"

#include <nlohmann/json.hpp>

namespace nblast {

nlohmann::json toJson(const DevicePlan& plan) {
  return {{"index", plan.index},
          {"name", plan.name},
          {"free_bytes", plan.freeBytes},
          {"planned_bytes", plan.bytes()},
          {"query_bytes", plan.queryBytes},
          {"target_bytes", plan.targetBytes},
          {"candidate_bytes", plan.candidateBytes},
          {"score_bytes", plan.scoreBytes},
          {"block_targets", plan.blockTargets},
          {"blocks", plan.blocks},
          {"query_parts", plan.queryParts},
          {"host_bytes", plan.hostBytes}};
}

}  // namespace nblast
