// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/ResolveScoring.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/NumberText.hpp"
#include "compute/io/ReadScoreTable.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <fmt/format.h>

namespace nblast {

namespace {

ScoreTable v1Of(const std::string& name) {
  constexpr std::string_view prefix = "v1:";
  if (name == "v1") return v1Table();
  const auto sigma_um = parseNumber(name.substr(prefix.size()));
  if (!sigma_um) {
    throw InputError(
        fmt::format("Score table '{}': after v1: comes sigma, a number of µm, as in v1:10.", name));
  }
  return v1Table(*sigma_um);
}

ScoreTableFile tableOf(const JobSpec& spec) {
  if (spec.table == "auto") return {spec.alpha ? fcwbAlphaTable() : fcwbTable(), {}};
  if (const auto* known = findTable(spec.table)) return {*known, {}};
  if (spec.table == "v1" || spec.table.starts_with("v1:")) return {v1Of(spec.table), {}};
  std::error_code none;
  if (!std::filesystem::exists(spec.table, none)) {
    throw InputError(fmt::format(
        "Score table '{}' is neither fcwb, fcwb-alpha nor v1[:SIGMA], and there is no such file.",
        spec.table));
  }
  return readScoreTable(spec.table);
}

double boundOf(const MaxDistance& maxDistance, const ScoreTable& table) {
  if (maxDistance.kind == MaxDistance::Kind::Auto) return table.automaticBound_um();
  const double bound_um = maxDistance.um;
  if (!table.distanceEdges_um.empty() && bound_um <= table.distanceEdges_um.back()) {
    const double last_um = table.distanceEdges_um.back();
    throw InputError(fmt::format(
        "A distance bound of {} µm would count far points as good ones: with score table '{}' it "
        "must be above {} µm, the table's last inner edge. Give auto ({} µm), a larger number, or "
        "off.",
        bound_um, table.name, last_um, table.automaticBound_um()));
  }
  return bound_um;
}

}  // namespace

ResolvedScoring resolveScoring(const JobSpec& spec) {
  auto [table, notes] = tableOf(spec);
  ResolvedScoring resolved;
  resolved.notes = std::move(notes);
  auto& options = resolved.options;
  options.table = std::move(table);
  options.edges = spec.edges;
  if (spec.edges == EdgeRule::Left) options.table.closed = ClosedSide::Left;
  options.normalised = spec.normalised;
  options.useAlpha = spec.alpha;
  if (spec.maxDistance.kind != MaxDistance::Kind::Off)
    options.maxDistance_um = boundOf(spec.maxDistance, options.table);
  PointScorer{options};  // refuses what no engine could use
  return resolved;
}

}  // namespace nblast
