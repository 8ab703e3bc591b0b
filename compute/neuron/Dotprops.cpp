// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Dotprops.hpp"

namespace nblast {

std::int64_t PreparedSet::pointCount() const {
  std::int64_t count = 0;
  for (const auto& neuron : dotprops)
    count += neuron.size();
  return count;
}

NeuronGeometry geometryOf(const Neuron& neuron, double umPerUnit) {
  NeuronGeometry geometry;
  geometry.points_um.reserve(neuron.points.size());
  for (const auto& p : neuron.points) {
    geometry.points_um.push_back({static_cast<float>(p.x * umPerUnit),
                                  static_cast<float>(p.y * umPerUnit),
                                  static_cast<float>(p.z * umPerUnit)});
  }
  geometry.parents = neuron.parents;
  geometry.radii_um.reserve(neuron.radii.size());
  for (const float radius : neuron.radii)
    geometry.radii_um.push_back(static_cast<float>(radius * umPerUnit));
  return geometry;
}

}  // namespace nblast
