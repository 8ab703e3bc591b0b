// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/Runner.hpp"

#include <nlohmann/json.hpp>

namespace nblast {

namespace {

nlohmann::json toJson(const SideUnits& units) {
  return {{"neurons", units.neurons}, {"reason", units.reason}};
}

}  // namespace

nlohmann::json toJson(const JobReport& report) {
  nlohmann::json facts{{"pairs", report.pairs},
                       {"point_queries", report.pointQueries},
                       {"seconds",
                        {{"load", report.loadSeconds},
                         {"prepare", report.prepareSeconds},
                         {"score", report.scoreSeconds},
                         {"write", report.writeSeconds}}},
                       {"engine", report.engine},
                       {"threads", report.threads},
                       {"peak_host_bytes", report.peakHostBytes},
                       {"peak_device_bytes", report.peakDeviceBytes}};
  for (const auto& device : report.devices)
    facts["devices"].push_back(toJson(device));
  if (!report.warnings.empty()) facts["warnings"] = report.warnings;
  if (!report.queryUnits.neurons.empty()) facts["units"]["queries"] = toJson(report.queryUnits);
  if (!report.targetUnits.neurons.empty()) facts["units"]["targets"] = toJson(report.targetUnits);
  if (report.sparse) {
    facts["pairs_in_all"] = report.sparse->pairs;
    facts["pairs_scored"] = report.sparse->scored;
    facts["pairs_kept"] = report.sparse->kept;
  }
  return facts;
}

}  // namespace nblast
