// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/SetLinks.hpp"

#include <algorithm>
#include <bit>

namespace nblast {

namespace {

constexpr std::size_t kPieceValues = std::size_t{1} << 20;

}  // namespace

SkeletonLinks SetLinks::operator[](std::size_t neuron) const {
  const Entry& entry = entries_[neuron];
  if (entry.from != nullptr) return linksOf(*entry.from, entry.umPerUnit);
  SkeletonLinks links;
  const auto* radii = entry.values + entry.parents;
  links.parents.reserve(entry.parents);
  std::transform(entry.values, radii, std::back_inserter(links.parents),
                 [](std::uint32_t bits) { return std::bit_cast<std::int32_t>(bits); });
  links.radii_um.reserve(entry.radii);
  std::transform(radii, radii + entry.radii, std::back_inserter(links.radii_um),
                 [](std::uint32_t bits) { return std::bit_cast<float>(bits); });
  return links;
}

std::int64_t SetLinks::bytes() const {
  const std::lock_guard lock(pieces_->mutex);
  return pieces_->bytes;
}

std::uint32_t* SetLinks::take(std::size_t count) {
  const std::lock_guard lock(pieces_->mutex);
  auto& [mutex, all, used, bytes, lender] = *pieces_;
  if (all.empty() || all.back().size() - used < count) {
    all.emplace_back(std::max(count, kPieceValues));
    used = 0;
  }
  auto* values = all.back().data() + used;
  used += count;
  bytes += static_cast<std::int64_t>(count * sizeof(std::uint32_t));
  return values;
}

void SetLinks::push_back(const SkeletonLinks& links) {
  entries_.emplace_back();
  put(entries_.size() - 1, links);
}

void SetLinks::put(std::size_t neuron, const SkeletonLinks& links) {
  Entry& entry = entries_[neuron];
  entry = {};
  if (links.parents.empty() && links.radii_um.empty()) return;
  auto* values = take(links.parents.size() + links.radii_um.size());
  entry.values = values;
  entry.parents = static_cast<std::uint32_t>(links.parents.size());
  entry.radii = static_cast<std::uint32_t>(links.radii_um.size());
  values = std::transform(links.parents.begin(), links.parents.end(), values,
                          [](std::int32_t parent) { return std::bit_cast<std::uint32_t>(parent); });
  std::transform(links.radii_um.begin(), links.radii_um.end(), values,
                 [](float radius) { return std::bit_cast<std::uint32_t>(radius); });
}

void SetLinks::borrow(std::size_t neuron, const SkeletonLinks& links, const Neuron& from,
                      double umPerUnit, const std::shared_ptr<const NeuronSet>& lender) {
  if (linksOf(from, umPerUnit) != links) return put(neuron, links);
  entries_[neuron] = {nullptr, 0, 0, &from, umPerUnit};
  const std::lock_guard lock(pieces_->mutex);
  pieces_->lender = lender;
}

void SetLinks::keepMarked(const std::vector<bool>& marks) {
  std::size_t next = 0;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (marks[i]) entries_[next++] = entries_[i];
  }
  entries_.resize(next);
}

}  // namespace nblast
