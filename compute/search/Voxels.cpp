// SPDX-License-Identifier: BSD-3-Clause
#include "compute/search/Voxels.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>
#include <utility>

namespace nblast {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr std::size_t kNeuronsAtOnce = 1024;  // their pieces are there at a time
constexpr int kBitsPerAxis = 21;

/// Boxes are wider than their points' by more than the rounding of a distance along one axis, and
/// nodes contain these boxes with as much to spare, so that what holds for a node holds for its
/// voxels as the kernel computes them.
constexpr double kWider = 1 + 1.0 / (1 << 21);

TileBox widened(TileBox box) {
  for (float& half : box.half)
    half = std::nextafter(static_cast<float>(half * kWider), kInfinity);
  return box;
}

Extent extentAround(const TileBox& box) {
  Extent extent;
  for (std::size_t k = 0; k < 3; ++k) {
    const double reach = box.half[k] * kWider;
    extent.low[k] = std::nextafter(static_cast<float>(box.centre[k] - reach), -kInfinity);
    extent.high[k] = std::nextafter(static_cast<float>(box.centre[k] + reach), kInfinity);
  }
  return extent;
}

}  // namespace

/// A neuron's points in one voxel.
struct Voxels::Piece {
  std::uint64_t voxel;
  std::int64_t points;
  Extent extent;
};

/// An entry of a neuron's list, on its way.
struct Voxels::Listed {
  std::int32_t voxel;
  std::int32_t points;
};

/// Counts cubes from the lowest corner of all points. Beyond the last cube that can be named all is
/// the last one: boxes are those of the points, so that no bound depends on who shares a cube but
/// by being looser.
struct Voxels::Grid {
  Extent extent;
  double edge_um;

  std::uint64_t voxelOf(const Vec3f& p) const {
    const float at[3] = {p.x, p.y, p.z};
    std::uint64_t voxel = 0;
    for (std::size_t k = 0; k < 3; ++k)
      voxel = voxel << kBitsPerAxis | cellOf(static_cast<double>(at[k]) - extent.low[k]);
    return voxel;
  }
  std::uint64_t cellOf(double offset_um) const {
    constexpr double kLast = (1 << kBitsPerAxis) - 1;
    return static_cast<std::uint64_t>(std::min(offset_um / edge_um, kLast));
  }
};

Voxels::Grid Voxels::gridOf(std::span<const Dotprops> neurons, double edge_um) {
  Grid grid{{}, edge_um};
  for (const auto& neuron : neurons) {
    for (const auto& p : neuron.points_um) {
      const float at[3] = {p.x, p.y, p.z};
      grid.extent.add(at);
    }
  }
  return grid;
}

/// Ascending by voxel.
std::vector<Voxels::Piece> Voxels::piecesOf(const Dotprops& neuron, const Grid& grid) {
  std::vector<Piece> pieces;
  for (const auto& p : neuron.points_um) {  // neighbours follow each other
    const auto voxel = grid.voxelOf(p);
    if (pieces.empty() || pieces.back().voxel != voxel) pieces.push_back({voxel, 0, {}});
    const float at[3] = {p.x, p.y, p.z};
    ++pieces.back().points;
    pieces.back().extent.add(at);
  }
  std::sort(pieces.begin(), pieces.end(),
            [](const Piece& a, const Piece& b) { return a.voxel < b.voxel; });
  std::size_t n = 0;
  for (const auto& piece : pieces) {
    if (n > 0 && pieces[n - 1].voxel == piece.voxel) {
      pieces[n - 1].points += piece.points;
      pieces[n - 1].extent.add(piece.extent);
    } else {
      pieces[n++] = piece;
    }
  }
  pieces.erase(pieces.begin() + static_cast<std::ptrdiff_t>(n), pieces.end());
  return pieces;
}

Voxels::Voxels(std::span<const Dotprops> neurons, double edge_um, JobControl& control) {
  const auto grid = gridOf(neurons, edge_um);
  std::unordered_map<std::uint64_t, std::int32_t> known;
  std::vector<Extent> extents;
  std::vector<Listed> listed;
  std::vector<std::size_t> ends{0};  // of each neuron's
  for (std::size_t first = 0; first < neurons.size(); first += kNeuronsAtOnce) {
    control.checkpoint();
    const auto some = neurons.subspan(first, std::min(kNeuronsAtOnce, neurons.size() - first));
    std::vector<std::vector<Piece>> each(some.size());
    tbb::parallel_for(std::size_t{0}, some.size(),
                      [&](std::size_t i) { each[i] = piecesOf(some[i], grid); });
    for (const auto& pieces : each) {
      for (const auto& piece : pieces) {
        const auto next = static_cast<std::int32_t>(extents.size());
        const auto [at, isNew] = known.try_emplace(piece.voxel, next);
        if (isNew) extents.emplace_back();
        extents[static_cast<std::size_t>(at->second)].add(piece.extent);
        listed.push_back({at->second, static_cast<std::int32_t>(piece.points)});
      }
      ends.push_back(listed.size());
    }
  }
  makeLists(listed, ends, layOut(extents, control));
}

/// In the order of the tiles, so that rows of one list lie near each other.
void Voxels::makeLists(std::span<Listed> listed, std::span<const std::size_t> ends,
                       std::span<const std::int32_t> places) {
  const auto neurons = ends.size() - 1;
  const auto entriesOf = [&](std::size_t i) {
    return listed.subspan(ends[i], ends[i + 1] - ends[i]);
  };
  tbb::parallel_for(std::size_t{0}, neurons, [&](std::size_t i) {
    const auto own = entriesOf(i);
    for (auto& entry : own)
      entry.voxel = places[static_cast<std::size_t>(entry.voxel)];
    std::sort(own.begin(), own.end(),
              [](const Listed& a, const Listed& b) { return a.voxel < b.voxel; });
  });
  const auto pairs = (listed.size() + neurons) / 2 + 1;
  voxels_.reserve(2 * pairs);
  points_.reserve(pairs);
  listEnds_.push_back(0);
  firstList_.push_back(0);
  for (std::size_t i = 0; i < neurons; ++i) {
    appendList(entriesOf(i));
    firstList_.push_back(listEnds_.size() - 1);
  }
}

std::vector<std::int32_t> Voxels::layOut(const std::vector<Extent>& extents, JobControl& control) {
  struct Item {
    float at[3];
    std::int32_t voxel;
  };
  std::vector<Item> items;
  items.reserve(extents.size());
  for (std::size_t i = 0; i < extents.size(); ++i) {
    const auto box = boxOf(extents[i]);
    items.push_back({{box.centre[0], box.centre[1], box.centre[2]}, static_cast<std::int32_t>(i)});
  }
  cutIntoTiles(std::span(items), kTileVoxels, control);
  const auto count = paddedToTiles(items.size(), kTileVoxels);
  tiles_ = static_cast<std::int64_t>(count) / kTileVoxels;
  for (auto* values : {&x_, &y_, &z_, &halfX_, &halfY_, &halfZ_})
    values->resize(count);
  std::vector<std::int32_t> places(extents.size());
  std::vector<Extent> tiles(static_cast<std::size_t>(tiles_));
  for (std::size_t i = 0; i < count; ++i) {
    const auto& item = items[std::min(i, items.size() - 1)];
    if (i < items.size())
      places[static_cast<std::size_t>(item.voxel)] = static_cast<std::int32_t>(i);
    const auto box = widened(boxOf(extents[static_cast<std::size_t>(item.voxel)]));
    x_[i] = box.centre[0];
    y_[i] = box.centre[1];
    z_[i] = box.centre[2];
    halfX_[i] = box.half[0];
    halfY_[i] = box.half[1];
    halfZ_[i] = box.half[2];
    tiles[i / kTileVoxels].add(extentAround(box));
  }
  if (tiles_ > 0) tree_ = TileTree(std::move(tiles));
  return places;
}

/// Cuts points that do not fit into an entry, and lists that do not fit into a sum.
void Voxels::appendList(std::span<const Listed> listed) {
  std::int64_t inList = 0;
  const auto finish = [&] {
    if (voxels_.size() % 2 != 0) voxels_.push_back(voxels_.back());
    if (static_cast<std::int64_t>(points_.size()) > listEnds_.back())
      listEnds_.push_back(static_cast<std::int64_t>(points_.size()));
    inList = 0;
  };
  for (const auto& entry : listed) {
    for (std::int32_t left = entry.points; left > 0;) {
      if (inList == kMostListedPoints) finish();
      const auto room = std::min(std::int64_t{kMostEntryPoints}, kMostListedPoints - inList);
      const auto points = static_cast<std::int32_t>(std::min<std::int64_t>(left, room));
      if (voxels_.size() % 2 == 0) {
        points_.push_back(points);
      } else {
        points_.back() |= points << 16;
      }
      voxels_.push_back(entry.voxel);
      inList += points;
      left -= points;
    }
  }
  finish();
}

VoxelsView Voxels::view() const {
  return {x_.data(), y_.data(), z_.data(), halfX_.data(), halfY_.data(), halfZ_.data()};
}

std::int64_t Voxels::bytes(std::int64_t voxels, std::int64_t lists, std::int64_t neurons) {
  constexpr std::int64_t kKnown = 48, kPlace = 4, kItem = 16, kBox = 6 * sizeof(float);
  constexpr std::int64_t kListedBytes = sizeof(Listed), kPairBytes = 3 * sizeof(std::int32_t);
  const auto making =
      voxels * (kKnown + static_cast<std::int64_t>(sizeof(Extent)) + kPlace + kItem) +
      lists * kListedBytes * 3 / 2;
  const auto pieces = neurons == 0 ? 0
                                   : lists * std::min<std::int64_t>(neurons, kNeuronsAtOnce) /
                                         neurons * static_cast<std::int64_t>(sizeof(Piece));
  const auto stays = voxels * kBox + TileTree::bytes(voxels / kTileVoxels + 1) +
                     (lists + neurons) / 2 * kPairBytes +
                     neurons * static_cast<std::int64_t>(2 * sizeof(std::int64_t));
  return making + std::max(pieces, stays);
}

std::int64_t Voxels::listsOf(std::span<const Dotprops> neurons, double edge_um) {
  const auto grid = gridOf(neurons, edge_um);
  std::int64_t lists = 0;
  for (const auto& neuron : neurons)
    lists += static_cast<std::int64_t>(piecesOf(neuron, grid).size());
  return lists;
}

std::int64_t Voxels::roughCount(std::span<const Dotprops> neurons, double edge_um) {
  constexpr double kMostCubes = 1 << 27;  // 16 MB of bits, for a moment
  constexpr std::size_t kMostPoints = 4'000'000;
  const auto grid = gridOf(neurons, edge_um);
  std::array<std::size_t, 3> cubes{};
  double count = 1;
  for (std::size_t k = 0; k < 3; ++k) {
    const double length_um = static_cast<double>(grid.extent.high[k]) - grid.extent.low[k];
    const double side = std::floor(std::max(0.0, length_um) / edge_um);
    count *= side + 1;
    if (!(count <= kMostCubes)) return std::int64_t{1} << 50;
    cubes[k] = static_cast<std::size_t>(side) + 1;
  }
  std::size_t points = 0;
  for (const auto& neuron : neurons)
    points += neuron.points_um.size();
  const auto step = std::max<std::size_t>(1, points / kMostPoints);
  std::vector<bool> taken(cubes[0] * cubes[1] * cubes[2]);
  std::int64_t found = 0;
  for (const auto& neuron : neurons) {
    for (std::size_t i = 0; i < neuron.points_um.size(); i += step) {
      const auto& p = neuron.points_um[i];
      const float at[3] = {p.x, p.y, p.z};
      std::size_t cube = 0;
      for (std::size_t k = 0; k < 3; ++k)
        cube = cube * cubes[k] + grid.cellOf(static_cast<double>(at[k]) - grid.extent.low[k]);
      found += taken[cube] ? 0 : 1;
      taken[cube] = true;
    }
  }
  return found;
}

}  // namespace nblast
