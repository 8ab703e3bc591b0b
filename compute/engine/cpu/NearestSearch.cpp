#include "compute/engine/cpu/NearestSearch.hpp"

#include "compute/neuron/PointTree.hpp"

#include <limits>

namespace nblast {

namespace {

/// Walks the tree by double distances, decides by float32 ones.
/// A float32 squared distance is within 5 roundings (3e-7) of the true one, or 1e-44 where it is
/// subnormal: whatever could win or tie in float32 lies within the margin in double, and
/// nanoflann's pruning errs by far less.
class NearestInFloat {
 public:
  NearestInFloat(const Vec3f& query, std::span<const Vec3f> points, float farThreshold_um2)
      : query_(query), points_(points), best_{-1, farThreshold_um2} {
    updateLimit();
  }

  bool full() const { return true; }
  std::size_t size() const { return 1; }
  double worstDist() const { return limit_; }
  const Neighbour& best() const { return best_; }

  bool addPoint(double d2, std::uint32_t index) {
    if (d2 <= limit_) consider(static_cast<std::int32_t>(index));
    return true;
  }

  void consider(std::int32_t index) {
    const float d2 = squaredDistance(query_, points_[static_cast<std::size_t>(index)]);
    // At the bound itself (index < 0) a point is far, not a tie.
    if (d2 < best_.d2_um2 || (d2 == best_.d2_um2 && index < best_.index)) {
      best_ = {index, d2};
      updateLimit();
    }
  }

 private:
  void updateLimit() { limit_ = static_cast<double>(best_.d2_um2) * (1 + 2e-6) + 1e-37; }

  const Vec3f query_;
  std::span<const Vec3f> points_;
  Neighbour best_;
  double limit_ = 0;
};

}  // namespace

struct NearestSearch::Tree {
  PointTree points;
};

NearestSearch::NearestSearch(std::span<const Vec3f> points) : tree_(new Tree{PointTree(points)}) {}
NearestSearch::~NearestSearch() = default;
NearestSearch::NearestSearch(NearestSearch&&) noexcept = default;
NearestSearch& NearestSearch::operator=(NearestSearch&&) noexcept = default;

void NearestSearch::find(std::span<const Vec3f> queries, float farThreshold_um2,
                         std::span<Neighbour> nearest) const {
  std::int32_t hint = -1;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    NearestInFloat search(queries[i], tree_->points.points(), farThreshold_um2);
    // The last point's neighbour is a good first guess and prunes most of the tree.
    if (hint >= 0) search.consider(hint);
    tree_->points.search(queries[i], search);
    nearest[i] = search.best();
    if (nearest[i].index >= 0) hint = nearest[i].index;
  }
}

}  // namespace nblast
