// SPDX-License-Identifier: BSD-3-Clause
// The parts of the tile search, each with a number of its own. Items are point queries (a query
// point, a target) unless said otherwise.
//   nblast_bench_micro --benchmark_filter=wholeSearch
#include "compute/neuron/Prepare.hpp"
#include "compute/sample/Random.hpp"
#include "compute/sample/Sample.hpp"
#include "compute/search/TileSearch.hpp"

#include <benchmark/benchmark.h>
#include <tbb/global_control.h>

#include <algorithm>

using namespace nblast;

namespace {

/// Neurons of a synthetic brain, some 500 points each.
std::vector<Dotprops> brain(std::int64_t count) {
  NeuronSet set;
  for (std::int64_t i = 0; i < count; ++i)
    set.neurons.push_back(growSampleNeuron({.neurons = count}, i));
  JobControl control;
  return prepareSet(set, {}, control).dotprops;
}

/// Points anywhere in a cube.
Dotprops cube(int points, double size_um, const Vec3d& corner = {}) {
  sample::Random random(1, sample::Purpose::Cell, static_cast<std::uint64_t>(points));
  Dotprops made;
  for (int i = 0; i < points; ++i) {
    const Vec3d u = random.direction();
    made.points_um.push_back({static_cast<float>(corner.x + random.uniform(0, size_um)),
                              static_cast<float>(corner.y + random.uniform(0, size_um)),
                              static_cast<float>(corner.z + random.uniform(0, size_um))});
    made.tangents.push_back(
        {static_cast<float>(u.x), static_cast<float>(u.y), static_cast<float>(u.z)});
    made.alphas.push_back(1);
  }
  return made;
}

std::int64_t pointsOf(const std::vector<Dotprops>& neurons) {
  std::int64_t points = 0;
  for (const auto& neuron : neurons)
    points += neuron.size();
  return points;
}

/// Skips the benchmark where the processor cannot run the path.
bool pathOf(benchmark::State& state, SimdPath& path) {
  path = static_cast<SimdPath>(state.range(0));
  state.SetLabel(simdPathName(path));
  const auto paths = availableSimdPaths();
  if (std::find(paths.begin(), paths.end(), path) != paths.end()) return true;
  state.SkipWithError("this processor cannot run it");
  return false;
}

ScoringOptions optionsWith(double bound_um) {
  ScoringOptions options;
  if (bound_um > 0) options.maxDistance_um = bound_um;
  return options;
}

/// Sorting points into tiles, one thread. Items: points.
void buildTiles(benchmark::State& state) {
  const auto neurons = brain(state.range(0));
  JobControl control;
  for (auto _ : state)
    benchmark::DoNotOptimize(QueryTiles(neurons, false, control).levels());
  state.SetItemsProcessed(state.iterations() * pointsOf(neurons));
}

/// All of a search: eight targets of a brain against all its points.
void wholeSearch(benchmark::State& state) {
  SimdPath path{};
  if (!pathOf(state, path)) return;
  const auto neurons = brain(state.range(1));
  JobControl control;
  const QueryTiles tiles(neurons, false, control);
  const PointScorer scorer(optionsWith(static_cast<double>(state.range(2))));
  const KernelTable table(scorer);
  TileSearch search;
  std::size_t next = 0;
  for (auto _ : state) {
    std::vector<const Dotprops*> targets;
    for (int t = 0; t < kBatchTargets; ++t, next += 7)
      targets.push_back(&neurons[next % neurons.size()]);
    search.score(path, tiles, table, targets, {tiles.levels() - 1, 0, 1}, control);
  }
  state.SetItemsProcessed(state.iterations() * pointsOf(neurons) * kBatchTargets);
}

/// One tile, eight targets of range(1) points, so close that every one stays a candidate: brute
/// force, table and accumulation.
void tileKernel(benchmark::State& state) {
  SimdPath path{};
  if (!pathOf(state, path)) return;
  std::vector<Dotprops> queries;
  for (int i = 0; i < kTilePoints; ++i)
    queries.push_back(cube(1, 10, {0.1 * i, 0, 0}));
  const std::vector<Dotprops> targets(kBatchTargets, cube(static_cast<int>(state.range(1)), 1));
  JobControl control;
  const QueryTiles tiles(queries, false, control);
  const PointScorer scorer(optionsWith(0));
  const KernelTable table(scorer);
  std::vector<const Dotprops*> batch;
  for (const auto& target : targets)
    batch.push_back(&target);
  TileSearch search;
  for (auto _ : state)
    search.score(path, tiles, table, batch, {0, 0, 1}, control);
  state.SetItemsProcessed(state.iterations() * kTilePoints * kBatchTargets);
}

/// Targets so far away that whole subtrees are settled: next to nothing but table and accumulation
/// into range(1) owners.
void accumulation(benchmark::State& state) {
  SimdPath path{};
  if (!pathOf(state, path)) return;
  const auto owners = static_cast<int>(state.range(1));
  std::vector<Dotprops> queries;
  for (int i = 0; i < owners; ++i)
    queries.push_back(cube(65536 / owners, 100, {0.1 * i, 0, 0}));
  const std::vector<Dotprops> targets(kBatchTargets, cube(1, 1, {1e4, 0, 0}));
  JobControl control;
  const QueryTiles tiles(queries, false, control);
  const PointScorer scorer(optionsWith(0));
  const KernelTable table(scorer);
  std::vector<const Dotprops*> batch;
  for (const auto& target : targets)
    batch.push_back(&target);
  TileSearch search;
  for (auto _ : state)
    search.score(path, tiles, table, batch, {tiles.levels() - 1, 0, 1}, control);
  state.SetItemsProcessed(state.iterations() * 65536 * kBatchTargets);
}

/// Descent and tiles without scores: eight targets' nearest neighbours of all points of a brain.
void nearestNeighbours(benchmark::State& state) {
  SimdPath path{};
  if (!pathOf(state, path)) return;
  const auto neurons = brain(state.range(1));
  JobControl control;
  const QueryTiles tiles(neurons, false, control);
  const PointScorer scorer(optionsWith(0));
  const KernelTable table(scorer);
  std::vector<const Dotprops*> targets;
  for (int t = 0; t < kBatchTargets; ++t)
    targets.push_back(&neurons[static_cast<std::size_t>(t) * neurons.size() / kBatchTargets]);
  TileSearch search;
  std::vector<std::int32_t> nearest;
  std::vector<float> d2_um2;
  for (auto _ : state)
    search.findNearest(path, tiles, table, targets, nearest, d2_um2, control);
  state.SetItemsProcessed(state.iterations() * pointsOf(neurons) * kBatchTargets);
}

const std::vector<std::int64_t> kPaths{static_cast<std::int64_t>(SimdPath::Scalar),
                                       static_cast<std::int64_t>(SimdPath::Avx2),
                                       static_cast<std::int64_t>(SimdPath::Avx512)};

BENCHMARK(buildTiles)->Arg(16)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(wholeSearch)
    ->ArgNames({"path", "neurons", "bound_um"})
    ->ArgsProduct({kPaths, {16, 1000}, {0, 42}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(nearestNeighbours)
    ->ArgNames({"path", "neurons"})
    ->ArgsProduct({kPaths, {16, 1000}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(tileKernel)
    ->ArgNames({"path", "candidates"})
    ->ArgsProduct({kPaths, {1, 2, 4, 8, 16, 32, 128}});
BENCHMARK(accumulation)->ArgNames({"path", "owners"})->ArgsProduct({kPaths, {1, 16, 1024}});

}  // namespace

int main(int argc, char** argv) {
  const tbb::global_control oneThread(tbb::global_control::max_allowed_parallelism, 1);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
