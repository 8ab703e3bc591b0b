// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/JobReport.hpp"

#include "compute/job/JobSpec.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <system_error>

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
  for (const auto& share : report.shares)
    facts["shares"].push_back(toJson(share));
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

std::string whatIsKept(const JobSpec& spec, const JobReport& report) {
  if (report.finishedBlocks > 0) {
    return fmt::format("{} of {} blocks are in {}.", report.finishedBlocks, report.blocks,
                       spec.output.string());
  }
  std::error_code none;
  const auto end = std::filesystem::exists(spec.output, none)
                       ? fmt::format("{} is as it was before.", spec.output.string())
                       : std::string("No score file was written.");
  return isSparse(spec) ? "A sparse job keeps nothing until it is complete. " + end : end;
}

}  // namespace nblast
