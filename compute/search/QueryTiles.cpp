// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/QueryTiles.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <numeric>
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
constexpr std::int64_t kRunsATile = 10;  // a guess: 3 where neurons are alone, 25 where many meet

/// By counting: items of an owner begin where those of all lower owners end.
template <class Item>
void sortByOwner(std::span<Item> tile) {
  constexpr std::size_t kItems = static_cast<std::size_t>(kTilePoints);
  std::array<std::int32_t, kItems> owners;
  owners.fill(std::numeric_limits<std::int32_t>::max());
  for (std::size_t i = 0; i < tile.size(); ++i)
    owners[i] = tile[i].owner;
  std::array<std::size_t, kItems> taken{};
  std::array<Item, kItems> sorted;
  for (std::size_t i = 0; i < tile.size(); ++i) {
    std::int32_t lower = 0;
    for (const auto owner : owners)
      lower += static_cast<std::int32_t>(owner < owners[i]);
    const auto begin = static_cast<std::size_t>(lower);
    sorted[begin + taken[begin]++] = tile[i];
  }
  std::copy_n(sorted.begin(), tile.size(), tile.begin());
}

template <class Item>
void sortTilesByOwner(std::span<Item> items) {
  const auto tile = static_cast<std::size_t>(kTilePoints);
  tbb::parallel_for(
      tbb::blocked_range<std::size_t>(0, paddedToTiles(items.size(), tile) / tile, 64),
      [&](const auto& range) {
        for (auto i = range.begin(); i != range.end(); ++i)
          sortByOwner(items.subspan(i * tile, std::min(tile, items.size() - i * tile)));
      });
}

}  // namespace

bool dotsAreOrdinary(const Dotprops& neuron, bool useAlpha) {
  bool all = true;
  for (std::size_t i = 0; i < neuron.tangents.size(); ++i)
    all &= isOrdinary(neuron.tangents[i], useAlpha ? neuron.alphas[i] : 1);
  return all;
}

std::int64_t QueryTiles::bytes(std::int64_t points, bool withAlpha) {
  const auto count =
      static_cast<std::int64_t>(paddedToTiles(static_cast<std::size_t>(points), kTilePoints));
  return count * (withAlpha ? 8 : 7) * kValueBytes + TileTree::bytes(count / kTilePoints) +
         count / kTilePoints * kRunsATile * static_cast<std::int64_t>(sizeof(OwnerRun));
}

std::int64_t QueryTiles::bytesWhileMade(std::int64_t points) {
  return std::min(points, static_cast<std::int64_t>(kSlicePoints)) *
         static_cast<std::int64_t>(sizeof(Item));
}

std::int64_t QueryTiles::bytesOfOwners(std::int64_t points) {
  return paddedToTiles(static_cast<std::size_t>(points), kTilePoints) / kTilePoints * kRunsATile *
         static_cast<std::int64_t>(sizeof(std::int32_t));
}

void QueryTiles::layOut(std::size_t points, bool tangents, bool alpha) {
  count_ = paddedToTiles(points, kTilePoints);
  const std::size_t arrays = 4 + (tangents ? 3 : 0) + (alpha ? 1 : 0);
  constexpr std::size_t kBeyond = 16;  // a vector that begins at the last point may be read
  memory_ = ScratchArray<std::uint32_t>(arrays * count_ + kBeyond);
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
  sortTilesByOwner(items.all());
  layOut(count, true, withAlpha);
  std::atomic<bool> ordinary = true;
  fill(std::move(items), [&](std::size_t i, const Item& item) {
    const auto& neuron = neurons[static_cast<std::size_t>(item.owner)];
    const auto& tangent = neuron.tangents[static_cast<std::size_t>(item.point)];
    vx_[i] = tangent.x;
    vy_[i] = tangent.y;
    vz_[i] = tangent.z;
    const float alpha = withAlpha ? neuron.alphas[static_cast<std::size_t>(item.point)] : 1;
    if (withAlpha) alpha_[i] = alpha;
    if (!isOrdinary(tangent, alpha)) ordinary = false;
  });
  dotsAreOrdinary_ = ordinary;
  findRuns();
}

void QueryTiles::findRuns() {
  const auto tiles = count_ / static_cast<std::size_t>(kTilePoints);
  firstRun_ = ScratchArray<std::int64_t>(tiles + 1);
  const auto eachRun = [&](std::size_t tile, const auto& found) {
    const std::int32_t* owners = owner_ + tile * static_cast<std::size_t>(kTilePoints);
    for (int begin = 0, end = 0; begin < kTilePoints && owners[begin] >= 0; begin = end) {
      while (end < kTilePoints && owners[end] == owners[begin])
        ++end;
      found(OwnerRun{owners[begin], static_cast<std::uint8_t>(begin),
                     static_cast<std::uint8_t>(end)});
    }
  };
  const auto eachTile = [&](const auto& visit) {
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, tiles, 256), [&](const auto& range) {
      for (auto tile = range.begin(); tile != range.end(); ++tile)
        visit(tile);
    });
  };
  eachTile(
      [&](std::size_t tile) { eachRun(tile, [&](const OwnerRun&) { ++firstRun_[tile + 1]; }); });
  const auto firsts = firstRun_.all();
  std::partial_sum(firsts.begin(), firsts.end(), firsts.begin());
  runs_ = ScratchArray<OwnerRun>(static_cast<std::size_t>(firsts.back()));
  eachTile([&](std::size_t tile) {
    auto next = static_cast<std::size_t>(firstRun_[tile]);
    eachRun(tile, [&](const OwnerRun& run) { runs_[next++] = run; });
  });
}

void QueryTiles::indexOwners() {
  if (!firstTile_.empty()) return;
  firstTile_.assign(static_cast<std::size_t>(owners_) + 2, 0);  // of the owner before, at first
  for (const auto& run : runs_.all())
    ++firstTile_[static_cast<std::size_t>(run.owner) + 2];
  std::partial_sum(firstTile_.begin(), firstTile_.end(), firstTile_.begin());
  ownerTiles_.resize(runs_.size());
  for (std::size_t tile = 0; tile + 1 < firstRun_.size(); ++tile) {
    for (auto i = firstRun_[tile]; i < firstRun_[tile + 1]; ++i) {
      auto& next =
          firstTile_[static_cast<std::size_t>(runs_[static_cast<std::size_t>(i)].owner) + 1];
      ownerTiles_[static_cast<std::size_t>(next++)] = static_cast<std::int32_t>(tile);
    }
  }
}

std::span<const std::int32_t> QueryTiles::tilesOf(std::int64_t owner) const {
  const auto first = firstTile_[static_cast<std::size_t>(owner)];
  const auto last = firstTile_[static_cast<std::size_t>(owner) + 1];
  return std::span(ownerTiles_)
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
  return {x_, y_, z_, vx_, vy_, vz_, alpha_, owner_, firstRun_.data(), runs_.data()};
}

}  // namespace nblast
