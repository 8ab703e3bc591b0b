// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/JobLog.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Durations.hpp"
#include "compute/base/Log.hpp"

#include <fmt/format.h>

namespace nblast {

namespace {

constexpr std::string_view kCategory = "job";

std::string secondsOf(const JobReport& report) {
  return fmt::format("load {:.3f} s, prepare {:.3f} s, score {:.3f} s, write {:.3f} s",
                     report.loadSeconds, report.prepareSeconds, report.scoreSeconds,
                     report.writeSeconds);
}

std::string doneOf(const JobReport& report) {
  const auto shares = sharesInWords(report.shares);
  return fmt::format("{} scores; {}; at most {} of memory, {} of GPU memory{}", report.pairs,
                     secondsOf(report),
                     bytesAsText(static_cast<std::uint64_t>(report.peakHostBytes)),
                     bytesAsText(static_cast<std::uint64_t>(report.peakDeviceBytes)),
                     shares.empty() ? "" : "; " + shares);
}

}  // namespace

void logBegin(std::string_view what, const JobSpec& spec) {
  log(LogLevel::Info, kCategory, fmt::format("{}: {}", what, toJson(spec, -1)));
}

void logLoaded(const JobInputs& inputs, const JobReport& report) {
  const auto targets =
      inputs.ownTargets ? fmt::format("{} targets", inputs.ownTargets->size()) : "all against all";
  log(LogLevel::Info, kCategory,
      fmt::format("Loaded in {:.3f} s: {} queries, {}; left out: {}; engine {}, {} threads",
                  report.loadSeconds, inputs.queries->size(), targets, report.leftOut.size(),
                  report.engine, report.threads));
}

void logPlan(const Plan& plan) {
  log(LogLevel::Info, kCategory,
      fmt::format("Planned: {} scores, {} of memory, score file of {}, {} GPUs, about {} of "
                  "scoring",
                  plan.pairs, bytesAsText(static_cast<std::uint64_t>(plan.hostBytes)),
                  bytesAsText(static_cast<std::uint64_t>(plan.likelyFileBytes)),
                  plan.devices.size(), durationAsText(plan.expectedSeconds)));
  for (const auto& warning : plan.warnings)
    log(LogLevel::Warning, kCategory, warning);
}

void logOutcome(const JobOutcome& outcome) {
  switch (outcome.kind) {
    case JobOutcome::Kind::Finished:
      return log(LogLevel::Info, kCategory, "Finished: " + doneOf(outcome.report));
    case JobOutcome::Kind::Cancelled:
      return log(LogLevel::Info, kCategory,
                 fmt::format("Cancelled: {}. {}", doneOf(outcome.report), outcome.kept));
    case JobOutcome::Kind::Failed:
      return log(LogLevel::Error, kCategory,
                 fmt::format("Failed: {} {}", outcome.failure, outcome.kept));
  }
}

}  // namespace nblast
