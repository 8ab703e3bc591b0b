// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace nblast {

// Two checks that find nonsense before it is scored: neurons of the wrong size, and two sets that
// are not in the same place. Both warn and forbid nothing.

constexpr double kSmallestNeuron_um = 5;
constexpr double kLargestNeuron_um = 20'000;
constexpr double kNear_um = 40;        ///< beyond it the FCWB table has no bin of its own
constexpr double kLeastOverlap = 0.1;  ///< of the queries' points, near the targets

/// The longest side of a neuron's bounding box, in its file's unit; 0 for a single point. Cost: a
/// look at every point.
double extentOf(const Neuron& neuron);
std::vector<double> extentsOf(std::span<const Neuron> neurons);

/// How large a set's neurons are: the longest sides of their bounding boxes. Single points do not
/// count.
struct SetSize {
  double median_um = 0;       ///< 0: nothing but single points
  std::int64_t tooLarge = 0;  ///< neurons larger than any: perhaps in another unit than the others
};
/// Cost: a look at every neuron; at every point where set.extents is empty.
SetSize sizeOf(const NeuronSet& set, const UnitChoice& units);

/// True for what no neuron is: a median above 20 mm or below 5 µm. 0 says nothing.
bool isOddSize(double medianSize_um);

/// The share of the queries' points that lie within kNear_um of the box around all targets' points.
/// Cost: a look at every point of both. @return 1 where either side has no point @throws Cancelled
double shareNearTargets(std::span<const Dotprops> queries, std::span<const Dotprops> targets,
                        JobControl& control);
double shareNearTargets(const NeuronSet& queries, const UnitChoice& queryUnits,
                        const NeuronSet& targets, const UnitChoice& targetUnits,
                        JobControl& control);

/// "4 neurons are larger than 20 mm: perhaps in another unit"; empty where none is.
std::string tooLargeInWords(std::int64_t neurons);

/// One sentence for the user; empty where nothing is odd. @param name "queries"
std::string sizeWarning(const std::string& name, double medianSize_um, const UnitChoice& units);
std::string overlapWarning(double shareNearTargets);

}  // namespace nblast
