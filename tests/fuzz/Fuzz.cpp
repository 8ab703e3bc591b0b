// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/Fuzz.hpp"

#include "compute/io/FindUnit.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/neuron/Skeleton.hpp"

#include <algorithm>
#include <cmath>

namespace fuzz {

namespace {

bool isFinite(const nblast::Vec3d& v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}
bool isFinite(const nblast::Vec3f& v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

}  // namespace

void requirePrepared(const nblast::Neuron& neuron) {
  constexpr std::size_t kFew = 200;
  if (neuron.points.size() > kFew) return;
  read([&] {
    const auto prepared = nblast::prepareNeuron(neuron, {});
    const nblast::Dotprops& dotprops = prepared.dotprops;
    require(dotprops.size() > 0);
    require(dotprops.tangents.size() == dotprops.points_um.size());
    require(dotprops.alphas.size() == dotprops.points_um.size());
    require(std::all_of(dotprops.points_um.begin(), dotprops.points_um.end(),
                        [](const auto& p) { return isFinite(p); }));
    require(std::all_of(dotprops.tangents.begin(), dotprops.tangents.end(),
                        [](const auto& t) { return isFinite(t); }));
    require(std::all_of(dotprops.alphas.begin(), dotprops.alphas.end(),
                        [](float alpha) { return alpha >= 0 && alpha <= 1.01F; }));
  });
}

void requireSound(const nblast::Neuron& neuron) {
  const std::size_t n = neuron.points.size();
  require(n > 0);
  require(std::all_of(neuron.points.begin(), neuron.points.end(),
                      [](const auto& p) { return isFinite(p); }));
  const bool isSkeleton = neuron.kind == nblast::NeuronKind::Skeleton;
  const bool isDotprops = neuron.kind == nblast::NeuronKind::Dotprops;
  require(neuron.parents.size() == (isSkeleton ? n : 0));
  require(neuron.radii.size() == (isSkeleton ? n : 0));
  require(neuron.tangents.size() == (isDotprops ? n : 0));
  require(neuron.alphas.size() == (isDotprops ? n : 0));
  for (const std::int32_t parent : neuron.parents)
    require(parent >= -1 && parent < static_cast<std::int64_t>(n));
  for (const float radius : neuron.radii)
    require(std::isfinite(radius) && radius >= 0);
  nblast::findUnit({&neuron, 1});
}

}  // namespace fuzz
