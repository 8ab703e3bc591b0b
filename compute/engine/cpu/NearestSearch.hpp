#pragma once
#include "compute/scoring/PointScorer.hpp"

#include <memory>
#include <span>

namespace nblast {

/// Finds nearest points of one target as if by brute force in float32: the least squaredDistance(),
/// ties to the lowest index. May be searched from many threads at once.
class NearestSearch {
 public:
  /// @param points must outlive the search. Cost: n log n; 20,000 points take some 3 ms.
  explicit NearestSearch(std::span<const Vec3f> points);
  ~NearestSearch();
  NearestSearch(NearestSearch&&) noexcept;
  NearestSearch& operator=(NearestSearch&&) noexcept;

  /// @param farThreshold_um2 points at this squared distance or beyond are not found
  /// @param[out] nearest one a query point. Fastest if consecutive queries lie close together.
  void find(std::span<const Vec3f> queries, float farThreshold_um2,
            std::span<Neighbour> nearest) const;

 private:
  struct Tree;
  std::unique_ptr<Tree> tree_;
};

}  // namespace nblast
