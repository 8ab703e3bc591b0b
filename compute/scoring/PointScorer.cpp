// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scoring/PointScorer.hpp"

#include "compute/base/Error.hpp"

#include <string>

namespace nblast {

PointScorer::PointScorer(const ScoringOptions& options)
    : table_(options.table), useAlpha_(options.useAlpha) {
  if (!options.maxDistance_um) return;
  const double bound_um = *options.maxDistance_um;
  if (!std::isfinite(bound_um) || bound_um <= 0) {
    throw InputError("The distance bound is " + std::to_string(bound_um) +
                     " µm: give a positive number, or off for none.");
  }
  farThreshold_um2_ = squareThreshold(bound_um, ClosedSide::Left);  // at the bound is far
  if (options.table.isFormula()) return;                            // |dot| 0 makes v1 0
  const auto cell = options.table.row(bound_um) * options.table.columns() + options.table.column(0);
  farCell_ = table_.cells[static_cast<std::size_t>(cell)];
}

std::int64_t PointScorer::selfHit(const Dotprops& neuron) const {
  if (!useAlpha_) return neuron.size() * table_.cell(0, 1);
  std::int64_t sum = 0;
  for (const float alpha : neuron.alphas)
    sum += table_.cell(0, alpha);
  return sum;
}

}  // namespace nblast
