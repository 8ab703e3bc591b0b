// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/surface/MeshUnit.hpp"

#include "compute/base/Error.hpp"
#include "ui/models/NeuronSets.hpp"

#include <algorithm>

namespace {

constexpr qint64 kLooksASet = 40;

/// Most of the neurons' box lies in the surface's, and the surface is no world around a crumb.
/// Neurons may leave the neuropil (cell bodies, nerves).
bool liesAround(const nblast::Box& mesh, double umPerUnit, const nblast::Box& neurons_um) {
  double share = 1;
  for (int axis = 0; axis < 3; ++axis) {
    const double low = std::max(mesh.low[axis] * umPerUnit, neurons_um.low[axis]);
    const double high = std::min(mesh.high[axis] * umPerUnit, neurons_um.high[axis]);
    const double side = std::max(neurons_um.high[axis] - neurons_um.low[axis], 1e-9);
    share *= std::clamp((high - low) / side, 0.0, 1.0);
  }
  return share >= 0.3 && mesh.longestSide() * umPerUnit < 50 * neurons_um.longestSide();
}

/// Brains and their parts are 30 µm to 20 mm long.
bool couldBeBrain(const nblast::Box& mesh, double umPerUnit) {
  const double side = mesh.longestSide() * umPerUnit;
  return side >= 30 && side <= 20000;
}

/// Some sets hold points that a failed transform threw far out: they must not decide.
double quantile(std::vector<float>& values, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

}  // namespace

nblast::Box boxOfNeurons(const NeuronSets& sets) {
  std::vector<float> coordinates[3];
  for (int s = 0; s < sets.count(); ++s) {
    const auto& set = sets.at(s);
    if (!set.unit) continue;
    const qint64 step = std::max<qint64>(1, set.count() / kLooksASet);
    for (qint64 i = 0; i < set.count(); i += step) {
      try {
        const auto neuron = set.neurons->geometry(i);  // lives as long as its points are read
        for (const auto& p : neuron->points_um) {
          coordinates[0].push_back(p.x);
          coordinates[1].push_back(p.y);
          coordinates[2].push_back(p.z);
        }
      } catch (const nblast::Error&) {
        break;  // reported where it matters: when the neuron is to be drawn
      }
    }
  }
  if (coordinates[0].empty()) return {};
  double low[3], high[3];
  for (int axis = 0; axis < 3; ++axis) {
    low[axis] = quantile(coordinates[axis], 0.01);
    high[axis] = quantile(coordinates[axis], 0.99);
  }
  nblast::Box box;
  box.add(low[0], low[1], low[2]);
  box.add(high[0], high[1], high[2]);
  return box;
}

std::optional<nblast::LengthUnit> meshUnit(const nblast::Box& mesh, const nblast::Box& neurons_um,
                                           const std::vector<nblast::LengthUnit>& candidates) {
  std::optional<nblast::LengthUnit> found;
  for (const auto& unit : candidates) {
    const bool fits = neurons_um.empty ? couldBeBrain(mesh, unit.umPerUnit)
                                       : liesAround(mesh, unit.umPerUnit, neurons_um);
    if (!fits) continue;
    if (found && found->umPerUnit != unit.umPerUnit) return {};
    if (!found) found = unit;
  }
  return found;
}
