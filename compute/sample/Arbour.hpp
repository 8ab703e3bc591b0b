// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/sample/CellTypes.hpp"
#include "compute/sample/Random.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast::sample {

/// As in SWC files.
enum class SwcLabel : std::uint8_t { Soma = 1, Axon = 2, Dendrite = 3 };

/// A growing tree: parents come before their children.
struct GrownSkeleton {
  std::string name;
  std::vector<Vec3d> points_um;
  std::vector<std::int32_t> parents;  ///< -1: the soma, the only root
  std::vector<double> radii_um;
  std::vector<SwcLabel> labels;

  std::int32_t add(const Vec3d& p_um, std::int32_t parent, double radius_um, SwcLabel label);
};

/// Lays a tract from the last node along the waypoints (first: where the last node is), as a smooth
/// curve with a little wiggle. @return the index of the first node that was added
std::int32_t layTract(GrownSkeleton& skeleton, const std::vector<Vec3d>& waypoints_um,
                      double spacing_um, Random& random);

/// Grows a tree over the branch points from the tract's nodes [tractBegin, tractEnd) that lie
/// within the field (else from the nearest one): the next branch point is always the one that is
/// cheapest to reach, where a connection costs its length and a part of the way back to the tract.
/// Minimum spanning trees balanced like this look like dendrites (Cuntz et al. 2010,
/// doi:10.1371/journal.pcbi.1000877). Cost: branch points squared.
void growArbour(GrownSkeleton& skeleton, std::int32_t tractBegin, std::int32_t tractEnd,
                const ArbourField& field, const std::vector<Vec3d>& branchPoints_um, SwcLabel label,
                double spacing_um, Random& random);

}  // namespace nblast::sample
