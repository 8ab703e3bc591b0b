// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scoring/FixedPointTable.hpp"

#include "compute/base/Error.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/scoring/V1Formula.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nblast {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The sign of edge^2 - d2, exactly: a fused multiply-add rounds once and so cannot turn a
/// difference into nothing (d2 = 0 aside, where a tiny edge's square may vanish).
int compareSquare(double edge, float d2) {
  if (d2 == 0) return edge > 0 ? 1 : 0;
  const double difference = std::fma(edge, edge, -static_cast<double>(d2));
  return (difference > 0) - (difference < 0);
}

void check(const ScoreTable& table) {
  const auto ascending = [](const std::vector<double>& edges) {
    return std::adjacent_find(edges.begin(), edges.end(),
                              [](double a, double b) { return !(a < b); }) == edges.end() &&
           std::all_of(edges.begin(), edges.end(), [](double edge) { return std::isfinite(edge); });
  };
  if (!ascending(table.distanceEdges_um) || !ascending(table.dotEdges)) {
    throw InputError("The edges of score table '" + table.name +
                     "' do not ascend: give each axis from low to high, each edge once.");
  }
  const auto expected = static_cast<std::size_t>(table.rows() * table.columns());
  if (table.cells.size() != expected) {
    throw InputError("Score table '" + table.name + "' has " + std::to_string(table.cells.size()) +
                     " cells where its edges make " + std::to_string(expected) + ".");
  }
  if (!std::all_of(table.cells.begin(), table.cells.end(),
                   [](double cell) { return std::isfinite(cell); })) {
    throw InputError("Score table '" + table.name + "' has a cell that is not a finite number.");
  }
}

/// The largest power of two that keeps every cell below 2^24.
int shiftFor(const std::vector<double>& cells) {
  double largest = 0;
  for (const double cell : cells)
    largest = std::max(largest, std::abs(cell));
  if (largest == 0) return 0;
  int exponent = 0;
  std::frexp(largest, &exponent);  // largest = f * 2^exponent with f in [0.5, 1)
  return 24 - exponent;
}

}  // namespace

float squareThreshold(double edge, ClosedSide closed) {
  if (edge < 0) return 0;  // every root lies above it
  const auto beyond = [&](float d2) {
    const int sign = compareSquare(edge, d2);
    return closed == ClosedSide::Right ? sign < 0 : sign <= 0;
  };
  const double square = edge * edge;
  if (square > std::numeric_limits<float>::max()) return kInfinity;
  auto d2 = static_cast<float>(square);
  while (d2 > 0 && beyond(d2))
    d2 = std::nextafter(d2, 0.0F);
  while (!beyond(d2))
    d2 = std::nextafter(d2, kInfinity);
  return d2;
}

FixedPointTable::FixedPointTable(const ScoreTable& table)
    : columns(table.columns()), shift(shiftFor(table.cells)) {
  if (table.isFormula()) {
    shift = kV1Shift;
    v1ExponentPerUm2 = nblast::v1ExponentPerUm2(*table.sigma_um);
    cells.push_back(0);
    return;
  }
  check(table);
  for (const double edge : table.distanceEdges_um) {
    d2Thresholds_um2.push_back(squareThreshold(edge, table.closed));
  }
  for (const double edge : table.dotEdges) {
    const auto rounded =
        static_cast<float>(edge);  // |dot| is a float32 too: compared in its own width
    dotThresholds.push_back(table.closed == ClosedSide::Right ? std::nextafter(rounded, kInfinity)
                                                              : rounded);
  }
  for (const double cell : table.cells) {
    cells.push_back(static_cast<std::int32_t>(std::llrint(std::ldexp(cell, shift))));
  }
}

std::int64_t FixedPointTable::row(float d2_um2) const {
  std::int64_t count = 0;
  for (const float threshold : d2Thresholds_um2)
    count += threshold <= d2_um2;
  return count;
}

std::int64_t FixedPointTable::column(float dot) const {
  std::int64_t count = 0;
  for (const float threshold : dotThresholds)
    count += threshold <= dot;
  return count;
}

std::int32_t FixedPointTable::cell(float d2_um2, float dot) const {
  if (v1ExponentPerUm2 != 0) return v1Cell(d2_um2, dot, v1ExponentPerUm2);
  return cells[static_cast<std::size_t>(row(d2_um2) * columns + column(dot))];
}

double FixedPointTable::toScore(std::int64_t sum) const {
  return std::ldexp(static_cast<double>(sum), -shift);
}

}  // namespace nblast
