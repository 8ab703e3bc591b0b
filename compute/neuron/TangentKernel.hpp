// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Included by files compiled for wider vectors: templates by lanes only, and no header with
// functions that others share.
#include "compute/neuron/Eigen3.hpp"
#include "compute/neuron/TangentLanes.hpp"
#include "compute/neuron/TangentTask.hpp"

namespace nblast {

/// The k nearest points of as many queries as there are lanes, in order of (distance, index).
/// @tparam K a k known in advance, whose lists stay in registers; 0: any, in a workspace
template <class L, int K>
class NearestLanes {
  using F = typename L::F;
  using M = typename L::M;

 public:
  NearestLanes(std::int32_t k, double* workspace) : workspace_(workspace), k_(K > 0 ? K : k) {}

  void clear() {
    for (int j = 0; j < size(); ++j) {
      setD2(j, L::all(__builtin_inf()));
      setIndex(j, L::all(__builtin_inf()));
    }
  }
  int size() const { return K > 0 ? K : k_; }
  F index(int j) const {
    if constexpr (K > 0) return indices_[j];
    return L::load(workspace_ + (2 * j + 1) * L::kWidth);
  }
  F worst() const { return d2(size() - 1); }

  void offer(F d2New, F indexNew) {
    M before = isBefore(d2New, indexNew, size() - 1);
    if (L::bits(before) == 0) return;
    for (int j = size() - 1; j > 0; --j) {
      const M further = isBefore(d2New, indexNew, j - 1);
      setD2(j, L::choose(further, d2(j - 1), L::choose(before, d2New, d2(j))));
      setIndex(j, L::choose(further, index(j - 1), L::choose(before, indexNew, index(j))));
      before = further;
      if constexpr (K == 0)
        if (L::bits(before) == 0) return;
    }
    setD2(0, L::choose(before, d2New, d2(0)));
    setIndex(0, L::choose(before, indexNew, index(0)));
  }

 private:
  F d2(int j) const {
    if constexpr (K > 0) return d2_[j];
    return L::load(workspace_ + 2 * j * L::kWidth);
  }
  void setD2(int j, F v) {
    if constexpr (K > 0)
      d2_[j] = v;
    else
      L::store(workspace_ + 2 * j * L::kWidth, v);
  }
  void setIndex(int j, F v) {
    if constexpr (K > 0)
      indices_[j] = v;
    else
      L::store(workspace_ + (2 * j + 1) * L::kWidth, v);
  }
  M isBefore(F d2New, F indexNew, int j) const {
    return L::either(L::less(d2New, d2(j)),
                     L::both(L::equal(d2New, d2(j)), L::less(indexNew, index(j))));
  }

  F d2_[K > 0 ? K : 1], indices_[K > 0 ? K : 1];
  double* workspace_;
  std::int32_t k_;
};

/// Tangents and alphas of one task. As many queries as there are lanes go through the tree
/// together; lower bounds of distances are rounded as distances are, so that they never exceed one.
template <class L, int K>
class TangentKernel {
  using F = typename L::F;
  using M = typename L::M;

 public:
  explicit TangentKernel(const TangentTask& task)
      : nearest_(task.k, task.workspace), task_(task), tree_(*task.tree) {}

  void run() {
    for (std::int64_t i = task_.begin; i < task_.end; i += L::kWidth) {
      loadQueries(i);
      if (!findNearest(i)) {
        for (int lane = 0; lane < lanes_; ++lane)
          task_.states[i + lane] = TangentState::GivenUp;
        continue;
      }
      finish(i);
    }
  }

 private:
  struct Node {
    double bound;
    std::int64_t number;
    int level;
  };

  /// Lanes beyond the last query repeat it.
  void loadQueries(std::int64_t first) {
    lanes_ = static_cast<int>(task_.end - first < L::kWidth ? task_.end - first : L::kWidth);
    for (int axis = 0; axis < 3; ++axis) {
      double at[L::kWidth];
      double low = __builtin_inf(), high = -__builtin_inf();
      for (int lane = 0; lane < L::kWidth; ++lane) {
        at[lane] = task_.queries[axis][first + (lane < lanes_ ? lane : lanes_ - 1)];
        low = at[lane] < low ? at[lane] : low;
        high = at[lane] > high ? at[lane] : high;
      }
      q_[axis] = L::load(at);
      low_[axis] = low;
      high_[axis] = high;
    }
  }

  /// @return false if the search was given up
  bool findNearest(std::int64_t first) {
    nearest_.clear();
    met_ = 0;
    radius2_ = __builtin_inf();
    const std::int64_t own = task_.queriesAreTree ? first / kNodeFan : -1;
    if (own >= 0) visitLeaf(own);
    stacked_ = 0;
    for (std::int64_t i = 0; i < tree_.levels[tree_.levelCount - 1].count; i += kNodeFan)
      expand(tree_.levelCount - 1, i);
    while (stacked_ > 0) {
      const Node node = stack_[--stacked_];
      if (node.bound > radius2_) continue;
      if (node.level > 0) {
        expand(node.level - 1, node.number * kNodeFan);
        continue;
      }
      if (node.number != own) visitLeaf(node.number);
      if (met_ > task_.patience) return false;
    }
    return true;
  }

  /// Puts eight nodes on the stack, the nearest on top, as far as they may hold neighbours.
  void expand(int level, std::int64_t first) {
    const TreeLevel& boxes = tree_.levels[level];
    const int before = stacked_;
    for (std::int64_t i = first; i < first + kNodeFan; i += L::kWidth) {
      F bound = L::all(0);
      for (int axis = 0; axis < 3; ++axis) {
        const F below = L::load(boxes.low[axis] + i) - L::all(high_[axis]);
        const F above = L::all(low_[axis]) - L::load(boxes.high[axis] + i);
        const F gap = L::max(L::max(below, above), L::all(0));
        bound = bound + gap * gap;
      }
      double bounds[L::kWidth];
      L::store(bounds, bound);
      for (unsigned left = L::bits(L::atMost(bound, L::all(radius2_))); left != 0;
           left &= left - 1) {
        const int lane = __builtin_ctz(left);
        if (i + lane >= boxes.count) break;
        push({bounds[lane], i + lane, level}, before);
      }
    }
  }
  void push(const Node& node, int bottom) {
    int at = stacked_++;
    for (; at > bottom && stack_[at - 1].bound < node.bound; --at)
      stack_[at] = stack_[at - 1];
    stack_[at] = node;
  }

  void visitLeaf(std::int64_t leaf) {
    const TreeLevel& boxes = tree_.levels[0];
    F bound = L::all(0);
    for (int axis = 0; axis < 3; ++axis) {
      const F below = L::all(boxes.low[axis][leaf]) - q_[axis];
      const F above = q_[axis] - L::all(boxes.high[axis][leaf]);
      const F gap = L::max(L::max(below, above), L::all(0));
      bound = bound + gap * gap;
    }
    if (L::bits(L::atMost(bound, nearest_.worst())) == 0) return;
    const std::int64_t begin = leaf * kNodeFan;
    const std::int64_t end = begin + kNodeFan < tree_.points ? begin + kNodeFan : tree_.points;
    for (std::int64_t i = begin; i < end; ++i) {
      const F dx = q_[0] - L::all(tree_.at[0][i]);
      const F dy = q_[1] - L::all(tree_.at[1][i]);
      const F dz = q_[2] - L::all(tree_.at[2][i]);
      nearest_.offer(dx * dx + dy * dy + dz * dz, L::all(tree_.indices[i]));
    }
    met_ += end - begin;
    // Once all k lie where the query does, it has no direction, whichever k they are.
    const F worst = nearest_.worst();
    radius2_ = L::greatest(L::choose(L::equal(worst, L::all(0)), L::all(-1), worst));
  }

  void finish(std::int64_t first) {
    F mean[3] = {L::all(0), L::all(0), L::all(0)};
    for (int j = 0; j < nearest_.size(); ++j)
      for (int axis = 0; axis < 3; ++axis)
        mean[axis] = mean[axis] + L::gather(tree_.xyz + axis, nearest_.index(j));
    for (F& coordinate : mean)
      coordinate = coordinate / L::all(nearest_.size());
    const F none = L::all(0);
    Symmetric3<L> scatter{none, none, none, none, none, none};
    for (int j = 0; j < nearest_.size(); ++j) {
      const F x = L::gather(tree_.xyz, nearest_.index(j)) - mean[0];
      const F y = L::gather(tree_.xyz + 1, nearest_.index(j)) - mean[1];
      const F z = L::gather(tree_.xyz + 2, nearest_.index(j)) - mean[2];
      scatter.xx = scatter.xx + x * x;
      scatter.yx = scatter.yx + y * x;
      scatter.zx = scatter.zx + z * x;
      scatter.yy = scatter.yy + y * y;
      scatter.zy = scatter.zy + z * y;
      scatter.zz = scatter.zz + z * z;
    }
    const Eigen3<L> eigen(scatter);
    const F sum = eigen.value(0) + eigen.value(1) + eigen.value(2);
    const M found = L::less(none, sum);
    F alpha = (eigen.value(2) - eigen.value(1)) / sum;
    alpha = L::choose(L::less(alpha, none), none, alpha);
    alpha = L::choose(L::less(L::all(1), alpha), L::all(1), alpha);
    const F unknown[3] = {L::all(1), none, none};
    for (int axis = 0; axis < 3; ++axis)
      put(L::choose(found, eigen.leading(axis), unknown[axis]),
          task_.tangents + axis * task_.stride + first);
    put(L::choose(found, alpha, none), task_.alphas + first);
    const unsigned coincident = L::bits(L::equal(nearest_.worst(), none));
    for (int lane = 0; lane < lanes_; ++lane)
      task_.states[first + lane] =
          (coincident >> lane & 1) != 0 ? TangentState::Coincident : TangentState::Found;
  }

  void put(F values, float* to) {
    float lanes[L::kWidth]{};
    L::storeFloats(lanes, values);
    for (int lane = 0; lane < lanes_; ++lane)
      to[lane] = lanes[lane];
  }

  F q_[3];
  NearestLanes<L, K> nearest_;
  const TangentTask& task_;
  const NeighbourTreeView& tree_;
  double low_[3], high_[3];  ///< the box of the queries
  double radius2_ = 0;       ///< squared distance within which neighbours may still be found
  std::int64_t met_ = 0;
  int lanes_ = 0;
  int stacked_ = 0;
  Node stack_[kMostTreeLevels * kNodeFan + kNodeFan];
};

template <class L>
void runTangents(const TangentTask& task) {
  constexpr int kOfSkeletons = 5;
  if (task.k == kOfSkeletons)
    TangentKernel<L, kOfSkeletons>(task).run();
  else
    TangentKernel<L, 0>(task).run();
}

}  // namespace nblast
