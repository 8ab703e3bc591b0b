// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Plausibility.hpp"

#include "compute/base/Box.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace nblast {

namespace {

/// Calls visit(x, y, z) with each point, in µm.
template <class Visit>
void eachPoint(std::span<const Dotprops> neurons, JobControl& control, Visit visit) {
  for (const Dotprops& neuron : neurons) {
    control.checkpoint();
    for (const Vec3f& p : neuron.points_um)
      visit(double{p.x}, double{p.y}, double{p.z});
  }
}

struct SetInUnits {
  const NeuronSet& set;
  const UnitChoice& units;
};
template <class Visit>
void eachPoint(const SetInUnits& side, JobControl& control, Visit visit) {
  for (const Neuron& neuron : side.set.neurons) {
    control.checkpoint();
    const double scale = umPerUnitOf(neuron, side.units);
    for (const Vec3d& p : neuron.points)
      visit(p.x * scale, p.y * scale, p.z * scale);
  }
}

template <class Side>
double shareNear(const Side& queries, const Side& targets, JobControl& control) {
  Box box;
  eachPoint(targets, control, [&](double x, double y, double z) { box.add(x, y, z); });
  std::int64_t points = 0, near = 0;
  eachPoint(queries, control, [&](double x, double y, double z) {
    ++points;
    near += box.isWithin(x, y, z, kNear_um) ? 1 : 0;
  });
  if (points == 0 || box.empty) return 1;
  return static_cast<double>(near) / static_cast<double>(points);
}

}  // namespace

double extentOf(const Neuron& neuron) {
  Box box;
  for (const Vec3d& p : neuron.points)
    box.add(p.x, p.y, p.z);
  return box.longestSide();
}

std::vector<double> extentsOf(std::span<const Neuron> neurons) {
  std::vector<double> extents;
  extents.reserve(neurons.size());
  for (const Neuron& neuron : neurons)
    extents.push_back(extentOf(neuron));
  return extents;
}

SetSize sizeOf(const NeuronSet& set, const UnitChoice& units) {
  const auto measured = set.extents.empty() ? extentsOf(set.neurons) : std::vector<double>();
  const auto& extents = set.extents.empty() ? measured : set.extents;
  SetSize size;
  std::vector<double> sizes;
  sizes.reserve(extents.size());
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (!(extents[i] > 0)) continue;
    sizes.push_back(extents[i] * umPerUnitOf(set.neurons[i], units));
    size.tooLarge += sizes.back() > kLargestNeuron_um ? 1 : 0;
  }
  if (sizes.empty()) return size;
  const auto middle = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2);
  std::nth_element(sizes.begin(), middle, sizes.end());
  size.median_um = *middle;
  return size;
}

std::string tooLargeInWords(std::int64_t neurons) {
  if (neurons == 0) return {};
  return fmt::format("{} larger than {}: perhaps in another unit",
                     neurons == 1 ? "1 neuron is" : fmt::format("{} neurons are", neurons),
                     lengthInWords(kLargestNeuron_um));
}

bool isOddSize(double medianSize_um) {
  return medianSize_um > kLargestNeuron_um ||
         (medianSize_um > 0 && medianSize_um < kSmallestNeuron_um);
}

double shareNearTargets(std::span<const Dotprops> queries, std::span<const Dotprops> targets,
                        JobControl& control) {
  return shareNear(queries, targets, control);
}

double shareNearTargets(const NeuronSet& queries, const UnitChoice& queryUnits,
                        const NeuronSet& targets, const UnitChoice& targetUnits,
                        JobControl& control) {
  return shareNear(SetInUnits{queries, queryUnits}, SetInUnits{targets, targetUnits}, control);
}

std::string sizeWarning(const std::string& name, double medianSize_um, const UnitChoice& units) {
  if (!isOddSize(medianSize_um)) return {};
  return fmt::format(
      "The {} would be {} across (the median neuron) in {}, but neurons are {} to {} across: check "
      "the length unit, which decides the scores.",
      name, lengthInWords(medianSize_um), textOf(units), lengthInWords(kSmallestNeuron_um),
      lengthInWords(kLargestNeuron_um));
}

std::string overlapWarning(double shareNearTargets) {
  if (shareNearTargets >= kLeastOverlap) return {};
  const std::string begin = shareNearTargets > 0
                                ? fmt::format("Only {:.2g} % of", 100 * shareNearTargets)
                                : std::string("None of");
  return fmt::format(
      "{} the queries' points lie within {:.0f} µm of the targets: the two sets hardly overlap in "
      "space, so the scores will be low. Check both length units, and that both sets are "
      "registered to the same brain.",
      begin, kNear_um);
}

}  // namespace nblast
