// SPDX-License-Identifier: BSD-3-Clause
// The parts of loading, each with a number of its own. Items are points.
//   nblast_bench_micro --benchmark_filter=parseSwc
#include "compute/io/format/SwcReader.hpp"
#include "compute/neuron/NeighbourTree.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/neuron/Tangents.hpp"
#include "compute/sample/Sample.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <iterator>
#include <string>
#include <vector>

using namespace nblast;

namespace {

/// Neurons of a synthetic brain, some 500 points each.
std::vector<Neuron> brain(std::int64_t count) {
  std::vector<Neuron> neurons;
  for (std::int64_t i = 0; i < count; ++i)
    neurons.push_back(growSampleNeuron({.neurons = count}, i));
  return neurons;
}

std::vector<Vec3f> pointsOf(const Neuron& neuron) {
  std::vector<Vec3f> points;
  for (const Vec3d& p : neuron.points)
    points.push_back({static_cast<float>(p.x), static_cast<float>(p.y), static_cast<float>(p.z)});
  return points;
}

std::string swcOf(const Neuron& neuron, const char* lineEnd) {
  std::string text;
  for (std::size_t i = 0; i < neuron.points.size(); ++i) {
    const Vec3d& p = neuron.points[i];
    const std::int32_t parent = neuron.parents[i];
    fmt::format_to(std::back_inserter(text), "{} 0 {:.4f} {:.4f} {:.4f} {:.4f} {}{}", i + 1, p.x,
                   p.y, p.z, neuron.radii[i], parent < 0 ? -1 : parent + 1, lineEnd);
  }
  return text;
}

template <class Each>
void ofAll(benchmark::State& state, const std::vector<Neuron>& neurons, Each each) {
  std::int64_t points = 0;
  for (const Neuron& neuron : neurons)
    points += static_cast<std::int64_t>(neuron.points.size());
  for (auto _ : state)
    for (std::size_t i = 0; i < neurons.size(); ++i)
      each(i);
  state.SetItemsProcessed(state.iterations() * points);
}

/// Text in memory to a neuron. range(1): lines end in CRLF.
void parseSwcFiles(benchmark::State& state) {
  const auto neurons = brain(state.range(0));
  std::vector<std::string> texts;
  for (const Neuron& neuron : neurons)
    texts.push_back(swcOf(neuron, state.range(1) != 0 ? "\r\n" : "\n"));
  ofAll(state, neurons,
        [&](std::size_t i) { benchmark::DoNotOptimize(parseSwc(texts[i], "a.swc")); });
}

void buildNeighbourTrees(benchmark::State& state) {
  const auto neurons = brain(state.range(0));
  std::vector<std::vector<Vec3f>> points;
  for (const Neuron& neuron : neurons)
    points.push_back(pointsOf(neuron));
  ofAll(state, neurons,
        [&](std::size_t i) { benchmark::DoNotOptimize(NeighbourTree(points[i]).view().points); });
}

/// The tree, k = range(1) neighbours and eigenvectors.
void tangents(benchmark::State& state) {
  const auto neurons = brain(state.range(0));
  std::vector<std::vector<Vec3f>> points;
  for (const Neuron& neuron : neurons)
    points.push_back(pointsOf(neuron));
  const auto k = static_cast<int>(state.range(1));
  ofAll(state, neurons,
        [&](std::size_t i) { benchmark::DoNotOptimize(computeTangents(points[i], k)); });
}

/// All that makes a neuron ready to be scored.
void prepareNeurons(benchmark::State& state) {
  const auto neurons = brain(state.range(0));
  ofAll(state, neurons,
        [&](std::size_t i) { benchmark::DoNotOptimize(prepareNeuron(neurons[i], {})); });
}

BENCHMARK(parseSwcFiles)
    ->ArgNames({"neurons", "crlf"})
    ->ArgsProduct({{16, 1000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(buildNeighbourTrees)->Arg(16)->Arg(1000)->Unit(benchmark::kMillisecond);
BENCHMARK(tangents)
    ->ArgNames({"neurons", "k"})
    ->ArgsProduct({{16, 1000}, {5, 20}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(prepareNeurons)->Arg(16)->Arg(1000)->Unit(benchmark::kMillisecond);

}  // namespace
