// SPDX-License-Identifier: BSD-3-Clause
#include "tests/gpu/Sets.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/sample/Sample.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace nblast::gpu {

namespace {

struct Walk {
  std::int64_t points;
  float step_um;
  Vec3f start;
  bool onGrid = false;  ///< whole micrometres: many equal distances
};

Dotprops walk(unsigned seed, const Walk& how) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0, 1);
  Dotprops neuron;
  Vec3f at = how.start;
  for (std::int64_t i = 0; i < how.points; ++i) {
    Vec3f d{normal(random), normal(random), normal(random)};
    const float length = std::sqrt(d.x * d.x + d.y * d.y + d.z * d.z) + 1e-6F;
    d = {d.x / length, d.y / length, d.z / length};
    at = {at.x + how.step_um * d.x, at.y + how.step_um * d.y, at.z + how.step_um * d.z};
    neuron.points_um.push_back(
        how.onGrid ? Vec3f{std::round(at.x), std::round(at.y), std::round(at.z)} : at);
    neuron.tangents.push_back(d);
    neuron.alphas.push_back(std::abs(d.x));
  }
  return neuron;
}

}  // namespace

std::vector<Dotprops> sampleNeurons(std::int64_t first, std::int64_t count, std::int64_t of) {
  std::vector<Dotprops> neurons(static_cast<std::size_t>(count));
  tbb::parallel_for(std::int64_t{0}, count, [&](std::int64_t i) {
    neurons[static_cast<std::size_t>(i)] =
        prepareNeuron(growSampleNeuron({.neurons = of}, first + i), {}).dotprops;
  });
  return neurons;
}

std::vector<Dotprops> awkwardNeurons() {
  std::vector<Dotprops> neurons;
  unsigned seed = 0;
  for (const std::int64_t points :
       {1, 2, 31, 32, 33, 63, 64, 65, 255, 257, 1023, 1024, 1025, 2049, 20000})
    neurons.push_back(walk(++seed, {points, 1, {}}));
  for (const float spread : {3.F, 30.F, 300.F, 30000.F}) {
    neurons.push_back(walk(++seed, {700, spread / 10, {spread, -spread, spread}}));
    neurons.push_back(walk(++seed, {700, spread / 10, {spread, 0, 0}, true}));
  }
  neurons.push_back(walk(++seed, {300, 0.5F, {9e6F, -9e6F, 9e6F}}));  // float32 steps are 1 µm here
  neurons.push_back(walk(++seed, {1500, 0, {5, 5, 5}}));              // all points in one place
  neurons.push_back(neurons[10]);
  for (int i = 0; i < 40; ++i)  // many owners in one tile
    neurons.push_back(walk(++seed, {40, 0.5F, {}}));
  return neurons;
}

std::vector<Dotprops> readSet(const std::filesystem::path& path) {
  JobControl control;
  const auto set = readNeurons(std::array{path}, control);
  if (!set.unit.unit) throw InputError("The unit of " + path.string() + " is in doubt.");
  DotpropsOptions options;
  options.umPerUnit = set.unit.unit->umPerUnit;
  return prepareSet(set, options, control).dotprops;
}

std::vector<Dotprops> spreadOver(const std::vector<Dotprops>& neurons, std::int64_t count) {
  std::vector<Dotprops> some;
  const auto n = std::min<std::size_t>(neurons.size(), static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < n; ++i)
    some.push_back(neurons[i * neurons.size() / n]);
  return some;
}

std::int64_t pointCount(const std::vector<Dotprops>& neurons) {
  std::int64_t points = 0;
  for (const auto& neuron : neurons)
    points += neuron.size();
  return points;
}

}  // namespace nblast::gpu
