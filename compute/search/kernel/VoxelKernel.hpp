// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Bounds of pairs (compute/search/README.md, "Only the good ones"), one source for every vector
// width. Each Kernels*.cpp includes its lanes, then this file, inside a namespace of its own:
// nothing here may be shared between differently compiled files, so there are no standard headers
// but those without code.
#include "compute/search/kernel/KernelTask.hpp"
#include "compute/search/kernel/TileDescent.hpp"

#include <cstdint>

// Products are of numbers of lanes, tiles and targets of a batch: far below 2^31.
// NOLINTBEGIN(bugprone-implicit-widening-of-multiplication-result)
namespace nblast {

template <class L>
class VoxelKernel {
 public:
  explicit VoxelKernel(const VoxelTask& task) : task_(task), voxels_(task.voxels) {}

  void run() { TileDescent<L, VoxelKernel>(task_.descent, task_.table, true, *this).run(); }

  void approach(std::int64_t, unsigned) {}
  static int shortList(int) { return 0; }

  /// A tile of voxels that targets reach, see TileDescent.
  void visit(std::int64_t tile, const Candidates* const* lists, const Live& live) {
    alignas(64) std::int32_t values[kBatchTargets][kPoints];
    const auto first = tile * kTileVoxels;
    bool some = false;
    for (int t = 0; t < kBatchTargets; ++t) {
      const bool isHere = ((live.settled | live.open) >> t & 1) != 0;
      if (isHere && findValues(first, *lists[t], values[t])) {
        some = true;
      } else {
        fill(values[t], 0);
      }
    }
    if (!some) return;
    task_.reached[tile] = 1;
    for (int t = 0; t < kBatchTargets; t += 8) {
      for (int i = 0; i < kPoints; i += kWidth)
        L::storeTransposed(values + t, i, task_.rows + (first + i) * kBoundTargets + t);
    }
  }

 private:
  using F = typename L::F;
  using I = typename L::I;
  using M = typename L::M;
  static constexpr int kWidth = L::kWidth;
  static constexpr int kPoints = static_cast<int>(kTileVoxels);
  static constexpr int kGroups = kPoints / kWidth;  ///< vectors of a tile
  static constexpr int kTogether = kGroups < L::kGroupsTogether ? kGroups : L::kGroupsTogether;

  static void fill(std::int32_t* values, std::int32_t value) {
    for (int i = 0; i < kPoints; i += kWidth)
      L::storeInts(values + i, L::allInts(value));
  }

  /// @return false if they are all 0, and then they are not written
  bool findValues(std::int64_t first, const Candidates& list, std::int32_t* values) const {
    const int last = task_.table.rows - 1;
    if (list.row >= 0) {
      if (list.row == last) return false;
      fill(values, task_.values[list.row]);
      return true;
    }
    if (list.n == 0) return false;
    F d2[kGroups];
    for (int g = 0; g < kGroups; g += kTogether)
      findLeast(first, g, list, d2);
    F least = d2[0], greatest = d2[0];
    for (int g = 1; g < kGroups; ++g) {
      least = L::min(least, d2[g]);
      greatest = L::max(greatest, d2[g]);
    }
    const int low = rowOf<L>(task_.table, L::least(least)),
              high = rowOf<L>(task_.table, L::greatest(greatest));
    if (low == last) return false;
    for (int g = 0; g < kGroups; ++g) {
      I value = L::allInts(task_.values[low]);
      for (int row = low; row < high; ++row) {
        const M beyond = L::atMost(L::all(task_.table.d2Thresholds[row]), d2[g]);
        value = L::chooseInts(beyond, L::allInts(task_.values[row + 1]), value);
      }
      L::storeInts(values + g * kWidth, value);
    }
    return true;
  }

  /// The least squared distance of each voxel's box, a lane a voxel.
  void findLeast(std::int64_t first, int firstGroup, const Candidates& list, F* least) const {
    F x[kTogether], y[kTogether], z[kTogether], d2[kTogether];
    for (int g = 0; g < kTogether; ++g) {
      const auto i = first + (firstGroup + g) * kWidth;
      x[g] = L::load(voxels_.x + i);
      y[g] = L::load(voxels_.y + i);
      z[g] = L::load(voxels_.z + i);
      d2[g] = L::all(kHuge);
    }
    for (int k = 0; k < list.n; ++k) {
      const std::int64_t p = list.place[k];
      const F px = L::all(list.x[p]), py = L::all(list.y[p]), pz = L::all(list.z[p]);
      for (int g = 0; g < kTogether; ++g) {
        const auto i = first + (firstGroup + g) * kWidth;
        const F dx = outside(px, x[g], voxels_.halfX + i);
        const F dy = outside(py, y[g], voxels_.halfY + i);
        const F dz = outside(pz, z[g], voxels_.halfZ + i);
        d2[g] = L::min(d2[g], L::fma(dz, dz, L::fma(dy, dy, L::mul(dx, dx))));
      }
    }
    for (int g = 0; g < kTogether; ++g)
      least[firstGroup + g] = d2[g];
  }

  /// How far outside a box along one axis.
  static F outside(F p, F centre, const float* half) {
    return L::max(L::sub(L::abs(L::sub(p, centre)), L::load(half)), L::all(0));
  }

  static constexpr float kHuge = 3e38F;

  const VoxelTask& task_;
  const VoxelsView& voxels_;
};

/// sums[t] = the sum over the list of points * rows[voxel][t], for kBoundTargets targets.
template <class L>
void sumVoxels(const VoxelList& list, const std::int16_t* rows, std::int32_t* sums) {
  typename L::RowSums total;
  L::clear(total);
  for (std::int64_t i = 0; i < list.pairs; ++i) {
    L::addRows(total, rows + std::int64_t{list.voxels[2 * i]} * kBoundTargets,
               rows + std::int64_t{list.voxels[2 * i + 1]} * kBoundTargets, list.points[i]);
  }
  L::store(total, sums);
}

}  // namespace nblast
// NOLINTEND(bugprone-implicit-widening-of-multiplication-result)
