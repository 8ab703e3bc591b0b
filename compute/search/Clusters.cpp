// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/Clusters.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace nblast {

namespace {

constexpr std::int32_t kLargestWeight =
    60;  // differences of cells (under 2^25) times weight stay within 32 bits

struct Keyed {
  std::array<std::int32_t, 3> voxel;
  std::int32_t point;
};

PointCluster clusterOf(const std::vector<Vec3f>& points, std::span<const Keyed> some) {
  Vec3f low = points[static_cast<std::size_t>(some.front().point)];
  Vec3f high = low;
  for (const auto& item : some) {
    const auto& p = points[static_cast<std::size_t>(item.point)];
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  PointCluster cluster;
  cluster.centre_um = {0.5F * low.x + 0.5F * high.x, 0.5F * low.y + 0.5F * high.y,
                       0.5F * low.z + 0.5F * high.z};
  double farthest2 = 0;
  for (const auto& item : some) {
    const auto& p = points[static_cast<std::size_t>(item.point)];
    const double dx = static_cast<double>(p.x) - cluster.centre_um.x;
    const double dy = static_cast<double>(p.y) - cluster.centre_um.y;
    const double dz = static_cast<double>(p.z) - cluster.centre_um.z;
    farthest2 = std::max(farthest2, dx * dx + dy * dy + dz * dz);
  }
  cluster.radius_um = std::nextafter(static_cast<float>(std::sqrt(farthest2)),
                                     std::numeric_limits<float>::infinity());
  cluster.weight = static_cast<std::int32_t>(some.size());
  return cluster;
}

std::vector<PointCluster> clustersOf(const Dotprops& neuron, double voxel_um) {
  std::vector<Keyed> keyed;
  keyed.reserve(neuron.points_um.size());
  const auto cell = [&](float at) { return static_cast<std::int32_t>(std::floor(at / voxel_um)); };
  for (std::size_t i = 0; i < neuron.points_um.size(); ++i) {
    const auto& p = neuron.points_um[i];
    keyed.push_back({{cell(p.x), cell(p.y), cell(p.z)}, static_cast<std::int32_t>(i)});
  }
  std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
    return a.voxel != b.voxel ? a.voxel < b.voxel : a.point < b.point;
  });
  std::vector<PointCluster> clusters;
  for (std::size_t first = 0; first < keyed.size();) {
    std::size_t last = first + 1;
    while (last < keyed.size() && keyed[last].voxel == keyed[first].voxel &&
           last - first < kLargestWeight)
      ++last;
    clusters.push_back(clusterOf(neuron.points_um, std::span(keyed).subspan(first, last - first)));
    first = last;
  }
  return clusters;
}

}  // namespace

ClusteredNeurons clusterNeurons(std::span<const Dotprops> neurons, double voxel_um) {
  std::vector<std::vector<PointCluster>> each(neurons.size());
  tbb::parallel_for(std::size_t{0}, neurons.size(),
                    [&](std::size_t i) { each[i] = clustersOf(neurons[i], voxel_um); });
  ClusteredNeurons result;
  result.firstCluster.reserve(neurons.size() + 1);
  result.firstCluster.push_back(0);
  std::size_t count = 0;
  for (const auto& clusters : each)
    count += clusters.size();
  result.clusters.reserve(count);
  for (auto& clusters : each) {
    result.clusters.insert(result.clusters.end(), clusters.begin(), clusters.end());
    clusters = {};
    result.firstCluster.push_back(static_cast<std::int64_t>(result.clusters.size()));
  }
  return result;
}

}  // namespace nblast
