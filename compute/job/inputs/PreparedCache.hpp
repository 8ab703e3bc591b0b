// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Prepare.hpp"
#include "compute/neuron/PreparedSet.hpp"

#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace nblast {

/// Neurons made ready for scoring, kept for whoever plans or runs a job on the same sets: tangents
/// are made once. Belongs to all who plan or run such jobs, as a shared pointer, and goes with the
/// last of them. It holds what the newest of these jobs needs, and nothing else. All members may be
/// called from any thread.
class PreparedCache {
 public:
  /// What a prepared set was made from, and how.
  struct Key {
    std::shared_ptr<const NeuronSet> set;
    DotpropsOptions options;
    PrepareNeuron prepare = prepareNeuron;  ///< the method's
    friend bool operator==(const Key&, const Key&) = default;
  };

  /// Forgets all that is not named here: memory for what is prepared next.
  void keepOnly(std::span<const Key> keys);
  /// @return null: the set is not there. A caller may change the set only as its sole owner
  std::shared_ptr<PreparedSet> find(const Key& key) const;
  void add(const Key& key, std::shared_ptr<PreparedSet> prepared);

 private:
  struct Entry {
    Key key;
    std::shared_ptr<PreparedSet> prepared;
  };
  mutable std::mutex mutex_;
  std::vector<Entry> entries_;
};

}  // namespace nblast
