// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/neuron/SetLinks.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// What is scored: points with a tangent and an alpha each, in float32 and µm.
/// All three vectors have the same length; every value is finite.
struct Dotprops {
  std::vector<Vec3f> points_um;
  std::vector<Vec3f> tangents;  ///< unit vectors, the sign means nothing
  std::vector<float> alphas;    ///< 0 (no direction) to 1 (a straight line)

  std::int64_t size() const { return static_cast<std::int64_t>(points_um.size()); }
};

/// Who a row or column is.
struct NeuronLabel {
  std::string key;
  std::string source;
  std::string hash;  ///< fingerprint of points, tangents and alphas: 32 hexadecimal digits
};

/// A set ready to be scored. labels, dotprops and links have the same length and order.
struct PreparedSet {
  std::vector<NeuronLabel> labels;
  std::vector<Dotprops> dotprops;
  SetLinks links;
  std::vector<LeftOut> leftOut;  ///< from reading, then from preparing

  std::int64_t size() const { return static_cast<std::int64_t>(dotprops.size()); }
  std::int64_t pointCount() const;
};

struct DotpropsOptions {
  double umPerUnit = 1.0;
  std::optional<int>
      neighbours;  ///< k, the point itself included; nothing: 5 for skeletons, 20 for clouds
  double resample_um = 0;    ///< skeletons only; 0 = none
  bool statedFirst = false;  ///< a neuron whose file states a unit is read in that one
  friend bool operator==(const DotpropsOptions&, const DotpropsOptions&) = default;
};

/// One neuron in µm: converted in double, resampled if asked, rounded once to float32; then
/// tangents and alphas from the k nearest neighbours (compute/scoring/README.md, "Dotprops":
/// scatter matrix about the centroid, leading eigenvector, alpha = (l1 - l2) / (l1 + l2 + l3)), or
/// the given ones. k is capped at the number of points. Points whose k neighbours all coincide are
/// dropped (their children are linked to the nearest ancestor that stays). One point alone: alpha
/// 0, tangent (1,0,0).
/// @throws InputError if no usable point is left, or a coordinate is not finite or beyond 1e7 µm,
/// or resampling
///         is asked for a cloud or dotprops, or would make more than 10 million points
/// @throws Cancelled if there is a control
struct PreparedNeuron {
  NeuronLabel label;
  Dotprops dotprops;
  SkeletonLinks links;
};
PreparedNeuron prepareNeuron(const Neuron& neuron, const DotpropsOptions& options,
                             JobControl* control = nullptr);

/// Prepares a whole set on all threads of the calling arena; a neuron that cannot be prepared goes
/// to leftOut. Progress: advances by one a neuron (the caller begins the phase).
/// @throws InputError if the options themselves are wrong (k below 2, a unit or step that is no
/// length)
/// @throws Cancelled
PreparedSet prepareSet(const NeuronSet& set, const DotpropsOptions& options, JobControl& control);
/// The same for a set that stays in memory: links that are in it are not kept again.
PreparedSet prepareSet(const std::shared_ptr<const NeuronSet>& set, const DotpropsOptions& options,
                       JobControl& control);
/// The same for a set that nobody else needs: each neuron goes as soon as it is prepared, so that
/// the two are hardly ever in memory together. The set is empty afterwards.
PreparedSet prepareSet(NeuronSet&& set, const DotpropsOptions& options, JobControl& control);

/// Bytes that dotprops take for each point: their vectors are exactly as long as they must be.
constexpr std::int64_t kDotpropsBytesPerPoint = 2 * sizeof(Vec3f) + sizeof(float);

/// For drawing: points in µm and their links, without resampling or tangents.
struct NeuronGeometry {
  std::vector<Vec3f> points_um;
  std::vector<std::int32_t> parents;  ///< empty: a cloud
  std::vector<float> radii_um;        ///< empty: unknown
};
NeuronGeometry geometryOf(const Neuron& neuron, double umPerUnit);

}  // namespace nblast
