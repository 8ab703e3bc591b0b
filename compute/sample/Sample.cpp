// SPDX-License-Identifier: BSD-3-Clause
#include "compute/sample/Sample.hpp"

#include "compute/base/Error.hpp"
#include "compute/sample/Brain.hpp"
#include "compute/sample/Grow.hpp"

#include <fmt/format.h>

#include <utility>

namespace nblast {

namespace sample {

namespace {

Vec3d somaOf(const CellType& type, Random& random) {
  Vec3d soma = plus(type.soma_um, scaled(random.inUnitBall(), 7));
  for (int k = 0; k < 10 && neuropilField(soma) > -0.06; ++k)
    soma = plus(soma, scaled(type.outwards, 2));
  return soma;
}

std::vector<Vec3d> branchPointsOf(const ArbourField& field, const Vec3d& shift, Random& random) {
  std::vector<Vec3d> points;
  for (const Vec3d& shared : field.backbone_um)
    points.push_back(plus(plus(shared, shift), random.bell3(1.5)));
  for (std::int64_t k = 0; k < field.twigs; ++k)
    points.push_back(plus(pointInField(field, random), shift));
  return points;
}

Vec3d wholeNanometres(const Vec3d& p_um) {
  const auto whole = [](double um) { return static_cast<double>(nanometres(um)) / 1000; };
  return {whole(p_um.x), whole(p_um.y), whole(p_um.z)};
}

GrownSkeleton growCell(const CellType& type, double spacing_um, Random& random) {
  // The cell's own place in its bundle and fields: individuals differ, registration is never
  // perfect.
  const Vec3d shift = random.bell3(1.2);
  GrownSkeleton skeleton;
  const Vec3d soma = somaOf(type, random);
  skeleton.add(soma, -1, random.uniform(2.2, 3.6), SwcLabel::Soma);
  std::vector<Vec3d> waypoints{skeleton.points_um.front()};
  for (const Vec3d& shared : type.waypoints_um)
    waypoints.push_back(plus(plus(shared, shift), random.bell3(0.9)));
  const std::int32_t tractBegin = layTract(skeleton, waypoints, spacing_um, random);
  const auto tractEnd = static_cast<std::int32_t>(skeleton.points_um.size());

  const auto arborise = [&](const ArbourField& field, SwcLabel label) {
    ArbourField own = field;
    own.centre_um = plus(own.centre_um, shift);
    growArbour(skeleton, tractBegin, tractEnd, own, branchPointsOf(field, shift, random), label,
               spacing_um, random);
  };
  arborise(type.dendrite, SwcLabel::Dendrite);
  if (type.hasAxon) arborise(type.axon, SwcLabel::Axon);
  return skeleton;
}

}  // namespace

void checkOptions(const SampleOptions& options) {
  constexpr std::int64_t kMostNeurons = 100'000'000;
  if (options.neurons < 1 || options.neurons > kMostNeurons)
    throw InputError(fmt::format("a sample set of {} neurons cannot be made: ask for 1 to {}",
                                 options.neurons, kMostNeurons));
  if (!(options.spacing_um >= 0.1 && options.spacing_um <= 100))
    throw InputError(
        fmt::format("a node spacing of {} um cannot be used: give 0.1 to 100", options.spacing_um));
}

std::string cellName(const CellType& type, const CellIdentity& cell) {
  return fmt::format("{}_{}_{:02}", type.name, cell.left ? 'L' : 'R', cell.number);
}

GrownSkeleton growSkeleton(const SampleOptions& options, std::int64_t i) {
  const CellIdentity cell = identify(options, i);
  const CellType type = drawType(options.seed, cell.type);
  Random random(options.seed, Purpose::Cell, static_cast<std::uint64_t>(i));
  GrownSkeleton skeleton = growCell(type, options.spacing_um, random);
  skeleton.name = cellName(type, cell);
  for (Vec3d& p : skeleton.points_um)
    p = wholeNanometres(cell.left ? p : mirrored(p));
  for (double& r : skeleton.radii_um)
    r = static_cast<double>(nanometres(r)) / 1000;
  return skeleton;
}

}  // namespace sample

Neuron growSampleNeuron(const SampleOptions& options, std::int64_t i) {
  sample::checkOptions(options);
  if (i < 0 || i >= options.neurons)
    throw InputError(fmt::format("neuron {} is outside a sample set of {}", i, options.neurons));
  sample::GrownSkeleton skeleton = sample::growSkeleton(options, i);
  Neuron neuron;
  neuron.key = skeleton.name;
  neuron.source = fmt::format("sample/{}.swc", skeleton.name);
  neuron.points = std::move(skeleton.points_um);
  neuron.parents = std::move(skeleton.parents);
  neuron.radii.assign(skeleton.radii_um.begin(), skeleton.radii_um.end());
  neuron.statedUnit = LengthUnit{};
  return neuron;
}

}  // namespace nblast
