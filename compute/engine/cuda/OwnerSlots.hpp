// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/search/QueryTiles.hpp"

#include <cstdint>
#include <vector>

namespace nblast::cuda {

/// Where point scores are added up before they go to their owners' sums: see PointsView. A tile's
/// points have many owners where neurons are many, but tiles side by side share them.
class OwnerSlots {
 public:
  /// On all threads of the calling arena. Cost: some 20 ns per point.
  explicit OwnerSlots(const QueryTiles& tiles);

  /// Memory of this, at most, by the number of points.
  static std::int64_t bytes(std::int64_t points);

  std::int64_t groups() const { return static_cast<std::int64_t>(firstSlot_.size()) - 1; }
  std::int64_t slots() const { return firstSlot_.back(); }
  const std::uint8_t* ofPoints() const { return ofPoints_.data(); }    ///< [tiles * kTilePoints]
  const std::int64_t* firstSlot() const { return firstSlot_.data(); }  ///< [groups + 1]
  const std::int32_t* owners() const { return owners_.data(); }        ///< [slots]

 private:
  std::vector<std::uint8_t> ofPoints_;
  std::vector<std::int64_t> firstSlot_;
  std::vector<std::int32_t> owners_;
};

}  // namespace nblast::cuda
