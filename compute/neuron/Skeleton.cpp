// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Skeleton.hpp"

#include <utility>

namespace nblast {

Skeleton skeletonOf(const Neuron& neuron, double umPerUnit) {
  Skeleton skeleton;
  skeleton.points_um.reserve(neuron.points.size());
  for (const auto& p : neuron.points) {
    skeleton.points_um.push_back({static_cast<float>(p.x * umPerUnit),
                                  static_cast<float>(p.y * umPerUnit),
                                  static_cast<float>(p.z * umPerUnit)});
  }
  auto links = linksOf(neuron, umPerUnit);
  skeleton.parents = std::move(links.parents);
  skeleton.radii_um = std::move(links.radii_um);
  return skeleton;
}

ExactSkeleton exactSkeletonOf(const Neuron& neuron, std::vector<Vec3d> points_um,
                              double umPerUnit) {
  ExactSkeleton skeleton{std::move(points_um), neuron.parents, {}};
  skeleton.radii_um.reserve(neuron.radii.size());
  for (const float radius : neuron.radii)
    skeleton.radii_um.push_back(radius * umPerUnit);
  return skeleton;
}

SkeletonLinks linksOf(const Neuron& neuron, double umPerUnit) {
  SkeletonLinks links{neuron.parents, {}};
  links.radii_um.reserve(neuron.radii.size());
  for (const float radius : neuron.radii)
    links.radii_um.push_back(static_cast<float>(radius * umPerUnit));
  return links;
}

}  // namespace nblast
