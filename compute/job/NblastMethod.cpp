// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/NblastMethod.hpp"

#include "compute/base/Error.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace nblast {

namespace {

ScoreTable v1Of(const JobSpec& spec) {
  return spec.sigma_um ? v1Table(*spec.sigma_um) : v1Table();
}

ScoreTableFile tableOf(const JobSpec& spec) {
  if (spec.table == kFormulaV1) return {v1Of(spec), {}};
  if (spec.sigma_um) {
    throw InputError(fmt::format(
        "Sigma belongs to the formula v1, but the score table is '{}': leave sigma out, or choose "
        "v1.",
        spec.table));
  }
  if (spec.table == "auto") return {spec.alpha ? fcwbAlphaTable() : fcwbTable(), {}};
  if (const auto* known = findTable(spec.table)) return {*known, {}};
  std::error_code none;
  if (!std::filesystem::exists(spec.table, none)) {
    throw InputError(fmt::format(
        "Score table '{}' is neither fcwb, fcwb-alpha nor v1[:SIGMA], and there is no such file.",
        spec.table));
  }
  return readScoreTable(spec.table);
}

}  // namespace

Method nblastMethod() {
  return {"nblast", "Compares the course of neurons: where they run, and in which direction.",
          prepareNeuron, tableOf};
}

}  // namespace nblast
