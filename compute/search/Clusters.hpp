// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/search/QueryTiles.hpp"

#include <span>
#include <vector>

namespace nblast {

/// Neurons seen from afar: the points of each voxel as one cluster.
struct ClusteredNeurons {
  std::vector<PointCluster> clusters;
  std::vector<std::int64_t> firstCluster;  ///< [neurons + 1]
};

/// Cuts space into voxels of the given side and makes one cluster of a neuron's points in each:
/// centre of their box, radius to the farthest of them (rounded up). On all threads of the calling
/// arena.
ClusteredNeurons clusterNeurons(std::span<const Dotprops> neurons, double voxel_um);

}  // namespace nblast
