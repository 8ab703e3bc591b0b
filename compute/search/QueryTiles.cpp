#include "compute/search/QueryTiles.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_invoke.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace nblast {

namespace {

constexpr std::size_t kPointsInParallel = 1 << 14;  // smaller halves are sorted by one thread

/// A point on its way to its tile.
struct Item {
  float at[3];
  std::int32_t owner;
  std::int32_t point;
};

struct Bounds {
  std::array<float, 3> low, high;
  Bounds() {
    low.fill(std::numeric_limits<float>::infinity());
    high.fill(-std::numeric_limits<float>::infinity());
  }
  void add(const float* at) {
    for (std::size_t k = 0; k < 3; ++k) {
      low[k] = std::min(low[k], at[k]);
      high[k] = std::max(high[k], at[k]);
    }
  }
  int longestAxis() const {
    int axis = 0;
    for (int k = 1; k < 3; ++k) {
      const auto i = static_cast<std::size_t>(k);
      const auto best = static_cast<std::size_t>(axis);
      if (high[i] - low[i] > high[best] - low[best]) axis = k;
    }
    return axis;
  }
};

/// Points of the left half: a whole number of full subtrees, so that nodes are runs of the array.
std::size_t leftHalf(std::size_t n) {
  std::size_t half = static_cast<std::size_t>(kTilePoints);
  while (half * 2 < n)
    half *= 2;
  return half;
}

/// Sorts [items] into tiles: splits at the longest side of the points' box until a tile is left.
void cut(std::span<Item> items, JobControl& control) {
  if (items.size() <= static_cast<std::size_t>(kTilePoints)) return;
  control.checkpoint();
  Bounds bounds;
  for (const auto& item : items)
    bounds.add(item.at);
  const int axis = bounds.longestAxis();
  const auto half = leftHalf(items.size());
  std::nth_element(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(half), items.end(),
                   [axis](const Item& a, const Item& b) { return a.at[axis] < b.at[axis]; });
  const auto left = items.first(half);
  const auto right = items.subspan(half);
  if (items.size() < kPointsInParallel) {
    cut(left, control);
    cut(right, control);
  } else {
    tbb::parallel_invoke([&] { cut(left, control); }, [&] { cut(right, control); });
  }
}

/// Half-width from the centre to the farther side, rounded up.
float halfWidth(float low, float high, float centre) {
  const double half =
      std::max(static_cast<double>(high) - centre, static_cast<double>(centre) - low);
  const auto rounded = static_cast<float>(half);
  return rounded < half ? std::nextafter(rounded, std::numeric_limits<float>::infinity()) : rounded;
}

TileBox boxOf(const Bounds& bounds) {
  TileBox box{};
  for (std::size_t k = 0; k < 3; ++k) {
    box.centre[k] = 0.5F * bounds.low[k] + 0.5F * bounds.high[k];
    box.half[k] = halfWidth(bounds.low[k], bounds.high[k], box.centre[k]);
  }
  return box;
}

std::vector<Item> itemsOf(std::span<const Dotprops> neurons) {
  std::size_t count = 0;
  for (const auto& neuron : neurons)
    count += neuron.points_um.size();
  std::vector<Item> items;
  items.reserve(count);
  for (std::size_t owner = 0; owner < neurons.size(); ++owner) {
    const auto& points = neurons[owner].points_um;
    for (std::size_t i = 0; i < points.size(); ++i) {
      items.push_back({{points[i].x, points[i].y, points[i].z},
                       static_cast<std::int32_t>(owner),
                       static_cast<std::int32_t>(i)});
    }
  }
  return items;
}

}  // namespace

QueryTiles::QueryTiles(std::span<const Dotprops> neurons, bool withAlpha, JobControl& control) {
  auto items = itemsOf(neurons);
  cut(items, control);
  const auto tileCount = (items.size() + kTilePoints - 1) / kTilePoints;
  const auto padded = tileCount * kTilePoints;
  for (auto* values : {&x_, &y_, &z_, &vx_, &vy_, &vz_})
    values->resize(padded);
  if (withAlpha) alpha_.resize(padded);
  owner_.resize(padded);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, padded, 4096), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      const auto& item = items[std::min(i, items.size() - 1)];
      const auto& neuron = neurons[static_cast<std::size_t>(item.owner)];
      const auto& tangent = neuron.tangents[static_cast<std::size_t>(item.point)];
      x_[i] = item.at[0];
      y_[i] = item.at[1];
      z_[i] = item.at[2];
      vx_[i] = tangent.x;
      vy_[i] = tangent.y;
      vz_[i] = tangent.z;
      if (withAlpha) alpha_[i] = neuron.alphas[static_cast<std::size_t>(item.point)];
      owner_[i] = i < items.size() ? item.owner : -1;
    }
  });
  buildLevels();
}

void QueryTiles::buildLevels() {
  std::vector<Bounds> bounds(x_.size() / static_cast<std::size_t>(kTilePoints));
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, bounds.size(), 64), [&](const auto& range) {
    for (std::size_t tile = range.begin(); tile != range.end(); ++tile) {
      for (std::size_t i = tile * kTilePoints; i < (tile + 1) * kTilePoints; ++i) {
        const float at[3] = {x_[i], y_[i], z_[i]};
        bounds[tile].add(at);
      }
    }
  });
  while (true) {
    AlignedVector<TileBox> boxes;
    boxes.reserve(bounds.size());
    for (const auto& bound : bounds)
      boxes.push_back(boxOf(bound));
    counts_.push_back(static_cast<std::int64_t>(boxes.size()));
    levels_.push_back(std::move(boxes));
    boxes_.push_back(levels_.back().data());
    if (bounds.size() == 1) return;
    std::vector<Bounds> parents((bounds.size() + kFan - 1) / kFan);
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      parents[i / kFan].add(bounds[i].low.data());
      parents[i / kFan].add(bounds[i].high.data());
    }
    bounds = std::move(parents);
  }
}

TilesView QueryTiles::view() const {
  return {boxes_.data(), counts_.data(), x_.data(),  y_.data(),     z_.data(),
          vx_.data(),    vy_.data(),     vz_.data(), alpha_.data(), owner_.data()};
}

}  // namespace nblast
