// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/QueryTiles.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace nblast {

/// A point on its way to its tile.
struct QueryTiles::Item {
  float at[3];
  std::int32_t owner;
  std::int32_t point;  ///< of its neuron
};

namespace {

constexpr std::size_t kSlicePoints = std::size_t{1} << 18;
constexpr std::int64_t kValueBytes = sizeof(float);

}  // namespace

std::int64_t QueryTiles::bytes(std::int64_t points, bool withAlpha) {
  const auto count =
      static_cast<std::int64_t>(paddedToTiles(static_cast<std::size_t>(points), kTilePoints));
  return count * (withAlpha ? 8 : 7) * kValueBytes + TileTree::bytes(count / kTilePoints);
}

std::int64_t QueryTiles::bytesWhileMade(std::int64_t points) {
  return std::min(points, static_cast<std::int64_t>(kSlicePoints)) *
         static_cast<std::int64_t>(sizeof(Item));
}

std::int64_t QueryTiles::bytesOfOwners(std::int64_t points) {
  constexpr std::int64_t kOwnersATile = 10;
  return paddedToTiles(static_cast<std::size_t>(points), kTilePoints) / kTilePoints *
         (2 * kOwnersATile * static_cast<std::int64_t>(sizeof(std::int32_t)) +
          static_cast<std::int64_t>(sizeof(std::int64_t)));
}

void QueryTiles::layOut(std::size_t points, bool tangents, bool alpha) {
  count_ = paddedToTiles(points, kTilePoints);
  const std::size_t arrays = 4 + (tangents ? 3 : 0) + (alpha ? 1 : 0);
  memory_ = ScratchArray<std::uint32_t>(arrays * count_);
  std::uint32_t* next = memory_.data();
  const auto take = [&](auto*& array, bool wanted) {
    if (!wanted) return;
    array = reinterpret_cast<std::remove_reference_t<decltype(array)>>(next);
    next += count_;
  };
  for (auto* array : {&x_, &y_, &z_})
    take(*array, true);
  take(owner_, true);
  for (auto* array : {&vx_, &vy_, &vz_})
    take(*array, tangents);
  take(alpha_, alpha);
}

/// Puts sorted points to their places, a slice at a time: what has its place leaves the items.
template <class Fill>
void QueryTiles::fill(ScratchArray<Item> items, const Fill& fill) {
  for (std::size_t first = 0; first < count_; first += kSlicePoints) {
    const auto last = std::min(first + kSlicePoints, count_);
    tbb::parallel_for(tbb::blocked_range<std::size_t>(first, last, 4096), [&](const auto& range) {
      for (std::size_t i = range.begin(); i != range.end(); ++i) {
        const auto& item = items[std::min(i, items.size() - 1)];
        x_[i] = item.at[0];
        y_[i] = item.at[1];
        z_[i] = item.at[2];
        owner_[i] = i < items.size() ? item.owner : -1;
        fill(i, item);
      }
    });
    items.giveBackFront(std::min(last, items.size() - 1));  // padding repeats the last one
  }
  buildTree();
}

QueryTiles::QueryTiles(std::span<const Dotprops> neurons, bool withAlpha, JobControl& control)
    : owners_(static_cast<std::int64_t>(neurons.size())) {
  std::size_t count = 0;
  for (const auto& neuron : neurons)
    count += neuron.points_um.size();
  ScratchArray<Item> items(count);
  std::size_t next = 0;
  for (std::size_t owner = 0; owner < neurons.size(); ++owner) {
    const auto& points = neurons[owner].points_um;
    for (std::size_t i = 0; i < points.size(); ++i) {
      items[next++] = {{points[i].x, points[i].y, points[i].z},
                       static_cast<std::int32_t>(owner),
                       static_cast<std::int32_t>(i)};
    }
  }
  cutIntoTiles(items.all(), kTilePoints, control);
  layOut(count, true, withAlpha);
  fill(std::move(items), [&](std::size_t i, const Item& item) {
    const auto& neuron = neurons[static_cast<std::size_t>(item.owner)];
    const auto& tangent = neuron.tangents[static_cast<std::size_t>(item.point)];
    vx_[i] = tangent.x;
    vy_[i] = tangent.y;
    vz_[i] = tangent.z;
    if (withAlpha) alpha_[i] = neuron.alphas[static_cast<std::size_t>(item.point)];
  });
}

void QueryTiles::indexOwners() {
  if (!firstOwner_.empty()) return;
  firstOwner_.push_back(0);
  for (std::size_t first = 0; first < count_; first += kTilePoints) {
    const auto begin = static_cast<std::ptrdiff_t>(tileOwners_.size());
    for (std::size_t i = first; i < first + kTilePoints; ++i) {
      if (owner_[i] >= 0) tileOwners_.push_back(owner_[i]);
    }
    std::sort(tileOwners_.begin() + begin, tileOwners_.end());
    tileOwners_.erase(std::unique(tileOwners_.begin() + begin, tileOwners_.end()),
                      tileOwners_.end());
    firstOwner_.push_back(static_cast<std::int64_t>(tileOwners_.size()));
  }
}

std::span<const std::int32_t> QueryTiles::ownersOf(std::int64_t tile) const {
  const auto first = firstOwner_[static_cast<std::size_t>(tile)];
  const auto last = firstOwner_[static_cast<std::size_t>(tile) + 1];
  return std::span(tileOwners_)
      .subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
}

void QueryTiles::buildTree() {
  std::vector<Extent> extents(count_ / static_cast<std::size_t>(kTilePoints));
  for (std::size_t i = 0; i < count_; ++i) {
    const float at[3] = {x_[i], y_[i], z_[i]};
    extents[i / kTilePoints].add(at);
  }
  tree_ = TileTree(std::move(extents));
}

TilesView QueryTiles::view() const {
  return {x_, y_, z_, vx_, vy_, vz_, alpha_, owner_};
}

}  // namespace nblast
