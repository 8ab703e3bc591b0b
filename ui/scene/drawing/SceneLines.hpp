// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Box.hpp"
#include "ui/scene/drawing/SceneNeuron.hpp"

#include <cstdint>
#include <vector>

/// A cell body: drawn as a sphere.
struct SceneSoma {
  nblast::Vec3f centre_um;
  float radius_um = 0;
  std::int32_t neuron = 0;
};

/// The neurons of a scene in flat arrays, free of VTK: what the drawing and the picking share.
/// A run is an unbranched piece of a skeleton, so a skeleton of n points needs about n indices in
/// all. "neuron" is always the position in the QVector that was given.
struct SceneLines {
  std::vector<nblast::Vec3f> points_um;   ///< all neurons', one after the other; all finite
  std::vector<std::int64_t> firstPoint;   ///< [neurons + 1] into points_um
  std::vector<std::int64_t> runStart{0};  ///< [runs + 1] into runPoints
  std::vector<std::int64_t> runPoints;    ///< into points_um; two or more per run
  std::vector<std::int32_t> runNeuron;    ///< [runs], not falling
  std::vector<std::int64_t> dots;  ///< points without a link: clouds, lone nodes; in rising order
  std::vector<SceneSoma> somas;
  nblast::Box bounds;  ///< in µm

  std::int64_t neuronCount() const;
  std::int64_t pointCount() const { return static_cast<std::int64_t>(points_um.size()); }
  std::int64_t runCount() const { return static_cast<std::int64_t>(runNeuron.size()); }
  std::int32_t neuronOfPoint(std::int64_t point) const;  ///< logarithmic in the number of neurons
};

/// Coordinates that are not finite, and parents that do not exist, are left out in silence, for the
/// readers refuse them.
SceneLines linesOf(const QVector<SceneNeuron>& neurons);

/// The same neurons with at most about maxPoints points, for drawing while the mouse moves: ends
/// and branch points stay, of the rest every n-th. Somas stay.
SceneLines thinnedLines(const SceneLines& lines, std::int64_t maxPoints);
