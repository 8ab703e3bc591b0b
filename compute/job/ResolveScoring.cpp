// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/ResolveScoring.hpp"

#include "compute/base/Error.hpp"
#include "compute/job/Method.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <fmt/format.h>

namespace nblast {

namespace {

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
  auto [table, notes] = methodNamed(spec.method).table(spec);
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
  static_cast<void>(PointScorer(options));  // refuses what no engine could use
  return resolved;
}

}  // namespace nblast
