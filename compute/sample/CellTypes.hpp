// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/sample/Geometry.hpp"
#include "compute/sample/Sample.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast::sample {

class Random;

/// Who the i-th neuron is.
struct CellIdentity {
  std::int64_t type = 0;
  bool left = true;
  std::int64_t number = 1;  ///< within its type and side, from 1
};

/// 8 to 12 neurons a type and side in sets of 100 or more; in smaller sets fewer, but two at least,
/// so that there are five types from 20 neurons on.
CellIdentity identify(const SampleOptions& options, std::int64_t i);

/// An ellipsoid that a branching tree fills.
struct ArbourField {
  Vec3d centre_um;
  Vec3d radii_um;
  Vec3d axes[3];  ///< orthonormal
  /// Branch points that all cells of the type share, but for jitter.
  std::vector<Vec3d> backbone_um;
  std::int64_t twigs = 0;    ///< branch points of each cell's own
  std::size_t waypoint = 0;  ///< the tract's waypoint at the centre
};

/// What the cells of a type share, drawn as the left copy. Derived from (seed, type) alone.
struct CellType {
  std::string name;                 ///< region and number, "AL0007": no underscore
  Vec3d soma_um;                    ///< outside the neuropil
  Vec3d outwards;                   ///< the surface's normal there
  std::vector<Vec3d> waypoints_um;  ///< of the tract, from the surface on; the soma comes before
  ArbourField dendrite;
  bool hasAxon = false;
  ArbourField axon;
};

CellType drawType(std::uint64_t seed, std::int64_t type);

/// A uniformly random point of the field that lies inside the neuropil.
Vec3d pointInField(const ArbourField& field, Random& random);

/// Squared distance from the centre in radii: at most 1 inside.
double fieldRadius2(const ArbourField& field, const Vec3d& p_um);

}  // namespace nblast::sample
