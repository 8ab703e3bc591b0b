// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/ScratchArray.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/neuron/Skeleton.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace nblast {

/// The links of all neurons of a set. They are needed until they are in a score file, and then
/// nearly as many bytes as points are free again: so they lie in few large pieces of memory, which
/// go back to the system as a whole. Links that are just as a neuron was read are not kept again,
/// where the set that was read stays in memory anyway.
class SetLinks {
 public:
  SetLinks() = default;
  explicit SetLinks(std::size_t neurons) : entries_(neurons) {}

  std::size_t size() const { return entries_.size(); }
  SkeletonLinks operator[](std::size_t neuron) const;  ///< made for the moment
  std::int64_t bytes() const;                          ///< that clear() gives back

  void push_back(const SkeletonLinks& links);
  /// Several threads may put links of different neurons.
  void put(std::size_t neuron, const SkeletonLinks& links);
  /// As put(); the links are looked up in the neuron, where they are the same. The lender of all is
  /// held until clear().
  void borrow(std::size_t neuron, const SkeletonLinks& links, const Neuron& from, double umPerUnit,
              const std::shared_ptr<const NeuronSet>& lender);
  /// Takes out the neurons whose mark is false. @param marks [size()]
  void keepMarked(const std::vector<bool>& marks);
  void clear() { *this = SetLinks(); }

 private:
  struct Entry {
    const std::uint32_t* values = nullptr;  ///< parents, then radii
    std::uint32_t parents = 0, radii = 0;   ///< how many
    const Neuron* from = nullptr;           ///< borrowed
    double umPerUnit = 1;
  };
  /// Shared by copies: what is in a piece never changes.
  struct Pieces {
    std::mutex mutex;
    std::vector<ScratchArray<std::uint32_t>> all;
    std::size_t used = 0;  ///< of the last one
    std::int64_t bytes = 0;
    std::shared_ptr<const NeuronSet> lender;
  };

  std::uint32_t* take(std::size_t count);

  std::vector<Entry> entries_;
  std::shared_ptr<Pieces> pieces_ = std::make_shared<Pieces>();
};

}  // namespace nblast
