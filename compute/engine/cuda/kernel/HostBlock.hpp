// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The host executor: a thread block's phases as loops. For tests, and for machines without a GPU.
#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace nblast::cuda {

/// In which order the threads of a phase run. A kernel without races does not care; running one in
/// several orders and comparing finds those that do.
class PhaseOrder {
 public:
  /// @param seed 0: in order; else shuffled, each phase anew
  explicit PhaseOrder(std::uint64_t seed) : shuffled_(seed != 0), random_(seed) {}

  /// Calls f(i) for all i < n.
  template <class F>
  void forEach(int n, F&& f) {
    if (!shuffled_) {
      for (int i = 0; i < n; ++i)
        f(i);
      return;
    }
    std::vector<int> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random_);
    for (const int i : order)
      f(i);
  }

 private:
  bool shuffled_;
  std::mt19937_64 random_;
};

struct Nearest {
  float value;
  int i;
};

/// What blocks and warps do alike.
class HostThreads {
 public:
  explicit HostThreads(PhaseOrder& order) : order_(&order) {}

  template <class F>
  Nearest nearest(int n, F&& f) {
    Nearest least{0, -1};
    order_->forEach(n, [&](int i) {
      const float value = f(i);
      if (least.i < 0 || value < least.value) least = {value, i};
    });
    return least;
  }

  template <class Keeps, class Store>
  int keep(int n, Keeps&& keeps, Store&& store) {
    std::vector<char> kept(static_cast<std::size_t>(n));
    order_->forEach(n, [&](int i) { kept[static_cast<std::size_t>(i)] = keeps(i); });
    std::vector<int> places(static_cast<std::size_t>(n) + 1);
    for (std::size_t i = 0; i < kept.size(); ++i)
      places[i + 1] = places[i] + kept[i];
    order_->forEach(n, [&](int i) {
      const auto at = static_cast<std::size_t>(i);
      if (kept[at]) store(i, places[at]);
    });
    return places.back();
  }

 protected:
  PhaseOrder* order_;
};

class HostWarp : public HostThreads {
 public:
  HostWarp(PhaseOrder& order, int number) : HostThreads(order), number_(number) {}
  int number() const { return number_; }

  template <class F>
  void forEachLane(F&& f) {
    order_->forEach(kWarpThreads, f);
  }

  template <class OwnerOf, class ValueOf>
  void addToOwners(unsigned long long* sums, std::int64_t stride, OwnerOf&& ownerOf,
                   ValueOf&& valueOf) {
    order_->forEach(kWarpThreads, [&](int lane) {
      const std::int64_t owner = ownerOf(lane);
      if (owner < 0) return;
      const auto value = static_cast<std::int64_t>(valueOf(lane));
      std::atomic_ref<unsigned long long>(sums[owner * stride])
          .fetch_add(static_cast<unsigned long long>(value), std::memory_order_relaxed);
    });
  }

 private:
  int number_;
};

class HostBlock : public HostThreads {
 public:
  using Warp = HostWarp;
  using HostThreads::HostThreads;

  template <class F>
  void forEachWarp(F&& f) {
    order_->forEach(kWarps, [&](int number) {
      HostWarp warp(*order_, number);
      warp_ = number;
      f(warp);
    });
    warp_ = -1;
  }

  /// n values of each thread. Every warp sees its own.
  template <class T, int n>
  class PerLane {
   public:
    PerLane(const HostBlock& block, T value) : block_(block) { values_.fill(value); }
    T& operator()(int lane, int i) {
      const auto thread = static_cast<std::size_t>(block_.warp_ * kWarpThreads + lane);
      return values_[thread * n + static_cast<std::size_t>(i)];
    }

   private:
    const HostBlock& block_;
    std::array<T, static_cast<std::size_t>(kBlockThreads* n)> values_;
  };

 private:
  int warp_ = -1;  ///< whose turn it is
};

}  // namespace nblast::cuda
