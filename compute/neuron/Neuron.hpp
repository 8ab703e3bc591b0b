// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Vec3.hpp"
#include "compute/neuron/LengthUnit.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

enum class NeuronKind : std::uint8_t {
  Skeleton,    ///< points linked by parents (SWC)
  PointCloud,  ///< points alone
  Dotprops,    ///< points with given tangents and alpha
};

/// One neuron as read: coordinates in double, in the file's own unit.
struct Neuron {
  std::string key;     ///< unique in its set: the row's and column's label
  std::string source;  ///< path of the file, "archive.zip/member.swc" inside an archive
  NeuronKind kind = NeuronKind::Skeleton;
  std::vector<Vec3d> points;
  /// Skeletons: index into points, -1 for a root, in any order; else empty.
  std::vector<std::int32_t> parents;
  std::vector<float> radii;              ///< skeletons: in the file's unit; else empty
  std::vector<Vec3d> tangents;           ///< dotprops: unit vectors, one per point; else empty
  std::vector<double> alphas;            ///< dotprops: one per point; else empty
  std::optional<LengthUnit> statedUnit;  ///< what the file itself says
  std::vector<std::string> warnings;     ///< "node 17's parent 99 is missing: made a root"
};

/// The factor from a neuron's coordinates to µm. @param umPerUnit of neurons whose files state
/// none, or of all
inline double umPerUnitOf(const Neuron& neuron, double umPerUnit, bool statedFirst) {
  return statedFirst && neuron.statedUnit ? neuron.statedUnit->umPerUnit : umPerUnit;
}
inline double umPerUnitOf(const Neuron& neuron, const UnitChoice& choice) {
  return umPerUnitOf(neuron, choice.unit.umPerUnit, choice.statedFirst);
}

/// A neuron that could not be used, and why.
struct LeftOut {
  std::string name;  ///< key, or the path where there is no key
  /// A whole sentence with file and line: "a/x.swc:17: node 12 is its own ancestor".
  std::string reason;
};

/// What a reader found in the given files and folders: order and keys as in compute/README.md,
/// "A neuron's way".
struct NeuronSet {
  std::vector<Neuron> neurons;  ///< sorted by path, bytewise; keys unique
  std::vector<LeftOut> leftOut;
  /// How many files had other endings, that is, were no neurons.
  std::int64_t passedOverFiles = 0;
  UnitFinding unit;  ///< for the whole set
  /// Longest side of each neuron's bounding box, in its file's unit; empty: not measured.
  std::vector<double> extents;
};

}  // namespace nblast
