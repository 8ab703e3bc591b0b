// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/DeviceUpload.hpp"

#include <algorithm>
#include <vector>

namespace nblast::cuda {

namespace {

/// Copies to the memory of a device, one array after another.
class Uploading {
 public:
  Uploading(Device& device, std::byte* memory) : device_(device), memory_(memory) {}

  template <class T>
  const T* put(std::int64_t offset, const T* from, std::int64_t count) {
    if (count > 0) {
      device_.upload(kSlot, memory_ + offset, from, count * static_cast<std::int64_t>(sizeof(T)));
    }
    return reinterpret_cast<const T*>(memory_ + offset);
  }
  void wait() { device_.wait(kSlot); }

 private:
  static constexpr int kSlot = 0;
  Device& device_;
  std::byte* memory_;
};

/// One box for each node of a level. A tree that ends below has one node there: its root.
struct LevelBoxes {
  const TileBox* boxes;
  std::int64_t count;
  LevelBoxes(const QueryTiles& tiles, std::int64_t level) {
    const auto existing = std::min(level, tiles.levels() - 1);
    boxes = tiles.tree().boxes[existing];
    count = tiles.nodes(existing);
  }
};

const Tangent* putTangents(Uploading& device, std::int64_t offset, const TilesView& tiles,
                           std::int64_t points) {
  constexpr std::int64_t kAtOnce = 1 << 16;
  std::vector<Tangent> some(static_cast<std::size_t>(std::min(points, kAtOnce)));
  for (std::int64_t first = 0; first < points; first += kAtOnce) {
    const auto count = std::min(kAtOnce, points - first);
    for (std::int64_t i = 0; i < count; ++i) {
      const auto from = first + i;
      some[static_cast<std::size_t>(i)] = {tiles.vx[from], tiles.vy[from], tiles.vz[from],
                                           tiles.alpha != nullptr ? tiles.alpha[from] : 0};
    }
    device.put(offset + first * static_cast<std::int64_t>(sizeof(Tangent)), some.data(), count);
    device.wait();  // the next ones take their place
  }
  return device.put<Tangent>(offset, nullptr, 0);
}

TableView putTable(Uploading& device, const MemoryLayout& to, const TableView& table) {
  // Thresholds come with what ends them, see TableView.
  auto view = table;
  const std::int64_t rowEdges = table.rows, columnEdges = table.columns;
  view.d2Thresholds = device.put(to.tableFloats, table.d2Thresholds, rowEdges);
  view.dotThresholds =
      device.put(to.tableFloats + rowEdges * static_cast<std::int64_t>(sizeof(float)),
                 table.dotThresholds, columnEdges);
  const bool isFormula = table.v1ExponentPerUm2 != 0;
  view.cells = device.put(to.tableCells, table.cells,
                          isFormula ? 0 : std::int64_t{table.rows} * table.stride);
  view.nearCells = view.belowCells = view.aboveCells = nullptr;
  return view;
}

std::vector<CellPair> pairsOf(const TableView& table) {
  std::vector<CellPair> pairs;
  if (!table.narrow) return pairs;
  for (std::int32_t i = 0; i < table.rows * 16; ++i)
    pairs.push_back({table.belowCells[i], table.aboveCells[i]});
  return pairs;
}

}  // namespace

PackedTargets::PackedTargets(std::byte* room, std::int64_t capacity,
                             std::span<const Dotprops* const> targets, bool useAlpha)
    : points(reinterpret_cast<Candidate*>(room)),
      tangents(reinterpret_cast<Tangent*>(points + capacity)),
      first(reinterpret_cast<std::int64_t*>(tangents + capacity)) {
  std::int64_t target = 0;
  for (const Dotprops* each : targets) {
    first[target++] = count;
    for (std::size_t i = 0; i < each->points_um.size(); ++i, ++count) {
      const auto& point = each->points_um[i];
      const auto& tangent = each->tangents[i];
      const float alpha = each->alphas[i];
      points[count] = {point.x, point.y, point.z, static_cast<std::int32_t>(i)};
      tangents[count] = {tangent.x, tangent.y, tangent.z, alpha};
      dotsAreOrdinary &= isOrdinary(tangent, useAlpha ? alpha : 0);
    }
  }
  first[target] = count;
}

ScoreTask uploadQueries(Device& device, std::byte* memory, const MemoryLayout& to,
                        const QueryPart& part, const TableView& table) {
  const auto view = part.tiles.view();
  const auto tiles = part.tiles.nodes(0);
  const auto points = tiles * kTilePoints;
  Uploading at(device, memory);
  ScoreTask task{};
  const auto pairs = pairsOf(table);
  task.cellPairs = at.put(to.cellPairs, pairs.data(), static_cast<std::int64_t>(pairs.size()));
  at.wait();  // pairs go when this ends, however it ends
  task.blockLevel = to.blockLevel;
  const LevelBoxes nodes(part.tiles, kNodeLevel), blocks(part.tiles, to.blockLevel);
  task.points = {.x = at.put(to.x, view.x, points),
                 .y = at.put(to.y, view.y, points),
                 .z = at.put(to.z, view.z, points),
                 .tangents = putTangents(at, to.tangents, view, points),
                 .slots = at.put(to.slotsOfPoints, part.slots.ofPoints(), points),
                 .firstSlot = at.put(to.firstSlot, part.slots.firstSlot(), part.slots.groups() + 1),
                 .slotOwners = at.put(to.slotOwners, part.slots.owners(), part.slots.slots())};
  task.tileBoxes = at.put(to.tileBoxes, part.tiles.tree().boxes[0], tiles);
  task.nodeBoxes = at.put(to.nodeBoxes, nodes.boxes, nodes.count);
  task.blockBoxes = at.put(to.blockBoxes, blocks.boxes, blocks.count);
  task.tiles = static_cast<std::int32_t>(tiles);
  task.blockNodes = static_cast<std::int32_t>(blocks.count);
  task.owners = part.range.count;
  task.table = putTable(at, to, table);
  task.table.narrow = table.narrow && part.tiles.dotsAreOrdinary();
  task.offsets = at.put(to.offsets, part.offsets.data(), task.owners);
  task.divisors = at.put(to.divisors, part.divisors.data(), task.owners);
  at.wait();
  return task;
}

}  // namespace nblast::cuda
