// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/inputs/PreparedCache.hpp"

#include <algorithm>
#include <utility>

namespace nblast {

void PreparedCache::keepOnly(std::span<const Key> keys) {
  std::vector<Entry> others;  // gone when the lock is
  const std::lock_guard lock(mutex_);
  const auto isOther = [keys](const Entry& entry) {
    return std::find(keys.begin(), keys.end(), entry.key) == keys.end();
  };
  const auto first = std::stable_partition(entries_.begin(), entries_.end(),
                                           [&](const Entry& entry) { return !isOther(entry); });
  others.assign(std::make_move_iterator(first), std::make_move_iterator(entries_.end()));
  entries_.erase(first, entries_.end());
}

std::shared_ptr<PreparedSet> PreparedCache::find(const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&key](const Entry& entry) { return entry.key == key; });
  return found == entries_.end() ? nullptr : found->prepared;
}

void PreparedCache::add(const Key& key, std::shared_ptr<PreparedSet> prepared) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [&key](const Entry& entry) { return entry.key == key; });
  if (found == entries_.end()) entries_.push_back({key, std::move(prepared)});
}

}  // namespace nblast
