// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The task of a tangent kernel. Plain data only: files compiled for wider vectors include this
// header, and an inline function compiled there could become the whole program's copy.
#include <cstdint>

namespace nblast {

constexpr std::int64_t kNodeFan = 8;  ///< points of a leaf, and children of a node
constexpr int kMostTreeLevels = 12;   ///< 8^12 points

/// The boxes of one level, [the next multiple of kNodeFan]; those beyond the last are empty.
struct TreeLevel {
  const double *low[3], *high[3];
  std::int64_t count;
};

/// See NeighbourTree. Level 0 holds the leaves.
struct NeighbourTreeView {
  const double* at[3];          ///< coordinates in the order of the tree, [points]
  const std::int32_t* indices;  ///< which points these are, [points]
  std::int64_t points;
  TreeLevel levels[kMostTreeLevels];
  int levelCount;
  const float* xyz;  ///< the points as they were given, [points, 3]
};

enum class TangentState : std::uint8_t {
  Found,
  Coincident,  ///< with all k neighbours: no direction
  GivenUp,     ///< more points were met than the task's patience
};

/// Tangents and alphas of queries [begin, end).
struct TangentTask {
  const NeighbourTreeView* tree;
  const double* queries[3];  ///< coordinates, [queries]
  bool queriesAreTree;       ///< query i is the tree's point i
  std::int64_t begin, end;   ///< begin is a multiple of kNodeFan
  std::int32_t k;            ///< at most as many as points
  std::int64_t patience;     ///< points that are met before a search is given up
  double* workspace;         ///< [tangentWorkspace(k)]
  TangentState* states;      ///< [queries]
  float* tangents;           ///< [3, stride]
  float* alphas;             ///< [queries]
  std::int64_t stride;
};

/// Doubles that a kernel needs beside: distances and indices of k neighbours for each lane.
constexpr std::int64_t tangentWorkspace(std::int64_t k) {
  return 2 * k * kNodeFan;
}

void runTangentsScalar(const TangentTask& task);
void runTangentsAvx2(const TangentTask& task);
void runTangentsAvx512(const TangentTask& task);

}  // namespace nblast
