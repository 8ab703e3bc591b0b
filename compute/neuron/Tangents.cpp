// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Tangents.hpp"

#include "compute/base/SimdPath.hpp"
#include "compute/neuron/NeighbourTree.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <numeric>
#include <tuple>

namespace nblast {

namespace {

constexpr std::size_t kQueriesOfTask = 1024;

/// The points without those that are no point's neighbour for certain: where more than k lie at one
/// place, the k first of them. Still in order, so that ties go as they would among all.
std::vector<Vec3f> withoutCrowds(std::span<const Vec3f> points, std::size_t k) {
  const auto key = [&](std::uint32_t i) { return std::tie(points[i].x, points[i].y, points[i].z); };
  std::vector<std::uint32_t> order(points.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return key(a) != key(b) ? key(a) < key(b) : a < b;
  });
  std::vector<std::uint32_t> kept;
  std::size_t here = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    here = i > 0 && key(order[i]) == key(order[i - 1]) ? here + 1 : 0;
    if (here < k) kept.push_back(order[i]);
  }
  std::sort(kept.begin(), kept.end());
  std::vector<Vec3f> fewer;
  fewer.reserve(kept.size());
  for (const std::uint32_t i : kept)
    fewer.push_back(points[i]);
  return fewer;
}

/// Coordinates of points whose tangents are wanted, one vector per axis.
using Queries = std::array<std::vector<double>, 3>;

/// One per query.
struct Found {
  explicit Found(std::size_t n) : states(n), tangents(3 * n), alphas(n) {}

  std::size_t size() const { return states.size(); }
  Vec3f tangent(std::size_t i) const {
    return {tangents[i], tangents[size() + i], tangents[2 * size() + i]};
  }

  std::vector<TangentState> states;
  std::vector<float> tangents;  ///< all x, then all y, then all z
  std::vector<float> alphas;
};

void runTangents(const TangentTask& task) {
  switch (chosenSimdPath()) {
    case SimdPath::Scalar:
      return runTangentsScalar(task);
    case SimdPath::Avx2:
      return runTangentsAvx2(task);
    case SimdPath::Avx512:
      return runTangentsAvx512(task);
  }
}

/// @param queries null: the tree's own points, in its order
Found search(const NeighbourTree& tree, const Queries* queries, std::size_t k, std::size_t patience,
             JobControl* control) {
  const std::size_t n =
      queries != nullptr ? (*queries)[0].size() : static_cast<std::size_t>(tree.view().points);
  Found found(n);
  const tbb::blocked_range<std::size_t> all(0, (n + kQueriesOfTask - 1) / kQueriesOfTask, 1);
  tbb::parallel_for(all, [&](const auto& range) {
    std::vector<double> workspace(
        static_cast<std::size_t>(tangentWorkspace(static_cast<std::int64_t>(k))));
    TangentTask task{};
    task.tree = &tree.view();
    for (std::size_t axis = 0; axis < 3; ++axis)
      task.queries[axis] = queries != nullptr ? (*queries)[axis].data() : tree.view().at[axis];
    task.queriesAreTree = queries == nullptr;
    task.k = static_cast<std::int32_t>(k);
    task.patience = static_cast<std::int64_t>(patience);
    task.workspace = workspace.data();
    task.states = found.states.data();
    task.tangents = found.tangents.data();
    task.alphas = found.alphas.data();
    task.stride = static_cast<std::int64_t>(n);
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      if (control != nullptr) control->checkpoint();
      task.begin = static_cast<std::int64_t>(i * kQueriesOfTask);
      task.end = static_cast<std::int64_t>(std::min(n, (i + 1) * kQueriesOfTask));
      runTangents(task);
    }
  });
  return found;
}

/// Fills in the points whose search was given up.
void searchWithoutCrowds(std::span<const Vec3f> points, const NeighbourTreeView& tree,
                         std::size_t k, JobControl* control, Found& found) {
  std::vector<std::size_t> left;
  Queries queries;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found.states[i] != TangentState::GivenUp) continue;
    left.push_back(i);
    for (std::size_t axis = 0; axis < 3; ++axis)
      queries[axis].push_back(tree.at[axis][i]);
  }
  if (left.empty()) return;
  const auto fewer = withoutCrowds(points, k);
  constexpr auto kUnlimited = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  const Found more = search(NeighbourTree(fewer), &queries, k, kUnlimited, control);
  for (std::size_t j = 0; j < left.size(); ++j) {
    found.states[left[j]] = more.states[j];
    found.alphas[left[j]] = more.alphas[j];
    for (std::size_t axis = 0; axis < 3; ++axis)
      found.tangents[axis * found.size() + left[j]] = more.tangents[axis * more.size() + j];
  }
}

}  // namespace

Tangents computeTangents(std::span<const Vec3f> points, int k, JobControl* control) {
  const std::size_t n = points.size();
  if (n == 0) return {};
  if (n == 1) return {{0}, {{1, 0, 0}}, {0}};
  const std::size_t capped = std::min(n, static_cast<std::size_t>(std::max(k, 1)));

  const NeighbourTree tree(points);
  // Far more than any search needs, unless it comes to a place where very many points lie.
  const std::size_t patience = 16 * capped + 10'000;
  Found found = search(tree, nullptr, capped, patience, control);
  searchWithoutCrowds(points, tree.view(), capped, control, found);

  std::vector<std::uint32_t> inTree(n);  // where each point is
  for (std::size_t i = 0; i < n; ++i)
    inTree[static_cast<std::size_t>(tree.view().indices[i])] = static_cast<std::uint32_t>(i);
  Tangents result;
  result.kept.reserve(n);
  result.tangents.reserve(n);
  result.alphas.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    if (found.states[inTree[i]] == TangentState::Coincident) continue;
    result.kept.push_back(static_cast<std::int32_t>(i));
    result.tangents.push_back(found.tangent(inTree[i]));
    result.alphas.push_back(found.alphas[inTree[i]]);
  }
  return result;
}

}  // namespace nblast
