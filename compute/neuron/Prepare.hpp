// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/neuron/PreparedSet.hpp"

#include <memory>
#include <optional>

namespace nblast {

struct DotpropsOptions {
  double umPerUnit = 1.0;
  /// k, the point itself included. Nothing: 5 for skeletons, 20 for clouds.
  std::optional<int> neighbours;
  /// The step of skeletons; 0: none.
  double resample_um = 0;
  /// A neuron whose file states a unit is read in that one.
  bool statedFirst = false;
  friend bool operator==(const DotpropsOptions&, const DotpropsOptions&) = default;
};

/// One neuron ready to be scored.
struct PreparedNeuron {
  NeuronLabel label;
  Dotprops dotprops;
  SkeletonLinks links;
};
/// One neuron in µm: converted in double, resampled if asked, rounded once to float32; then
/// tangents and alphas from the k nearest neighbours (compute/scoring/README.md, "Dotprops":
/// scatter matrix about the centroid, leading eigenvector, alpha = (l1 - l2) / (l1 + l2 + l3)), or
/// the given ones. k is capped at the number of points. Points whose k neighbours all coincide are
/// dropped (their children are linked to the nearest ancestor that stays). One point alone: alpha
/// 0, tangent (1,0,0).
/// @throws InputError if no usable point is left, a coordinate is not finite or beyond 1e7 µm,
/// or resampling is asked for a cloud or dotprops, or would make more than 10 million points
/// @throws Cancelled if there is a control
PreparedNeuron prepareNeuron(const Neuron& neuron, const DotpropsOptions& options,
                             JobControl* control = nullptr);

/// What makes a neuron ready to be scored, with the contract of prepareNeuron(). Called on many
/// threads at a time.
using PrepareNeuron = PreparedNeuron (*)(const Neuron& neuron, const DotpropsOptions& options,
                                         JobControl* control);

/// Prepares a whole set on all threads of the calling arena; a neuron that cannot be prepared goes
/// to leftOut. Progress: advances by one per neuron (the caller begins the phase).
/// @throws InputError if the options themselves are wrong (k below 2, a unit or step that is no
/// length), or NBLAST_SIMD is
/// @throws Cancelled
PreparedSet prepareSet(const NeuronSet& set, const DotpropsOptions& options, JobControl& control,
                       PrepareNeuron prepare = prepareNeuron);
/// The same for a set that stays in memory: links that are in it are not kept again.
PreparedSet prepareSet(const std::shared_ptr<const NeuronSet>& set, const DotpropsOptions& options,
                       JobControl& control, PrepareNeuron prepare = prepareNeuron);
/// The same for a set that nobody else needs: each neuron goes as soon as it is prepared, so that
/// the two are hardly ever in memory together. The set is empty afterwards.
PreparedSet prepareSet(NeuronSet&& set, const DotpropsOptions& options, JobControl& control,
                       PrepareNeuron prepare = prepareNeuron);

}  // namespace nblast
