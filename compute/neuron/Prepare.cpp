// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Prepare.hpp"

#include "compute/base/Error.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/neuron/Fingerprint.hpp"
#include "compute/neuron/Resample.hpp"
#include "compute/neuron/Skeleton.hpp"
#include "compute/neuron/Tangents.hpp"

#include <fmt/format.h>
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <cmath>
#include <iterator>
#include <optional>
#include <utility>

namespace nblast {

namespace {

constexpr double kLargestCoordinate_um = 1e7;

std::vector<Vec3d> toMicrons(const Neuron& neuron, double umPerUnit) {
  std::vector<Vec3d> points_um;
  points_um.reserve(neuron.points.size());
  for (const auto& p : neuron.points) {
    const Vec3d um{p.x * umPerUnit, p.y * umPerUnit, p.z * umPerUnit};
    for (const double coordinate : {um.x, um.y, um.z}) {
      if (std::abs(coordinate) <= kLargestCoordinate_um) continue;  // false for NaN
      throw InputError(
          neuron.source, 0,
          fmt::format(
              "point {} has the coordinate {} µm, which is not a number within ±1e7 µm; check "
              "the file and the unit of its coordinates",
              points_um.size() + 1, coordinate));
    }
    points_um.push_back(um);
  }
  return points_um;
}

Vec3f rounded(const Vec3d& v) {
  return {static_cast<float>(v.x), static_cast<float>(v.y), static_cast<float>(v.z)};
}

std::vector<Vec3f> rounded(const std::vector<Vec3d>& vectors) {
  std::vector<Vec3f> result;
  result.reserve(vectors.size());
  for (const auto& v : vectors)
    result.push_back(rounded(v));
  return result;
}

/// Takes over given tangents and alphas.
Dotprops givenDotprops(const Neuron& neuron, const std::vector<Vec3d>& points_um) {
  if (neuron.tangents.size() != points_um.size() || neuron.alphas.size() != points_um.size()) {
    throw InputError(neuron.source, 0, "not every point has a tangent and an alpha");
  }
  Dotprops dotprops{rounded(points_um), rounded(neuron.tangents), {}};
  dotprops.alphas.reserve(neuron.alphas.size());
  for (std::size_t i = 0; i < neuron.alphas.size(); ++i) {
    dotprops.alphas.push_back(static_cast<float>(neuron.alphas[i]));
    const auto& t = dotprops.tangents[i];
    if (std::isfinite(t.x) && std::isfinite(t.y) && std::isfinite(t.z) &&
        std::isfinite(dotprops.alphas[i]) && dotprops.alphas[i] >= 0) {
      continue;
    }
    throw InputError(
        neuron.source, 0,
        fmt::format(
            "point {} has a tangent that is not finite, or an alpha that is not a number from 0 "
            "to 1; make its dotprops anew",
            i + 1));
  }
  return dotprops;
}

/// Links of the kept points: a dropped parent is replaced by the nearest ancestor that stays.
SkeletonLinks linksOfKept(const ExactSkeleton& tree, const std::vector<std::int32_t>& kept) {
  std::vector<std::int32_t> newIndex(tree.points_um.size(), -1);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    newIndex[static_cast<std::size_t>(kept[i])] = static_cast<std::int32_t>(i);
  }
  auto parents = tree.parents;
  const auto parentOf = [&](std::int32_t node) -> std::int32_t& {
    return parents[static_cast<std::size_t>(node)];
  };
  const auto stays = [&](std::int32_t node) {
    return node < 0 || newIndex[static_cast<std::size_t>(node)] >= 0;
  };
  SkeletonLinks links;
  links.parents.reserve(kept.size());
  links.radii_um.reserve(kept.size());
  for (const auto old : kept) {
    auto parent = parentOf(old);
    while (!stays(parent))
      parent = parentOf(parent);
    // The whole way now leads there: many children of one long chain would walk it again and again.
    for (auto node = old; parentOf(node) != parent;)
      node = std::exchange(parentOf(node), parent);
    links.parents.push_back(parent < 0 ? -1 : newIndex[static_cast<std::size_t>(parent)]);
    const float radius_um = tree.radii_um.empty()
                                ? 0.0F
                                : static_cast<float>(tree.radii_um[static_cast<std::size_t>(old)]);
    links.radii_um.push_back(radius_um);
  }
  return links;
}

/// Tangents from the points themselves. @return indices of the points that were kept
std::vector<std::int32_t> makeDotprops(const std::vector<Vec3f>& points, int k,
                                       const Neuron& neuron, Dotprops& dotprops,
                                       JobControl* control) {
  auto computed = computeTangents(points, k, control);
  if (computed.kept.empty()) {
    throw InputError(neuron.source, 0,
                     fmt::format("no usable point: all {} points coincide with their neighbours",
                                 points.size()));
  }
  dotprops.points_um.reserve(computed.kept.size());
  for (const auto i : computed.kept)
    dotprops.points_um.push_back(points[static_cast<std::size_t>(i)]);
  dotprops.tangents = std::move(computed.tangents);
  dotprops.alphas = std::move(computed.alphas);
  dotprops.tangents.shrink_to_fit();  // these stay for the whole job
  dotprops.alphas.shrink_to_fit();
  return std::move(computed.kept);
}

// What the field uses (compute/scoring/README.md, "Dotprops"): clouds are dense, skeleton nodes lie
// in a row.
constexpr int kCloudNeighbours = 20;
constexpr int kSkeletonNeighbours = 5;

void refuseTooManyPoints(const Neuron& neuron, const ExactSkeleton& tree, double step_um) {
  constexpr double kMostPoints = 1e7;  // 500 times the largest neurons there are
  const double points = resampledPoints(tree, step_um);
  if (points <= kMostPoints) return;
  throw InputError(neuron.source, 0,
                   fmt::format("resampled every {} µm, it would have some {:.0f} million points; "
                               "take a larger step, or check the unit of its coordinates",
                               step_um, points / 1e6));
}

void checkOptions(const DotpropsOptions& options) {
  if (options.neighbours && *options.neighbours < 2) {
    throw InputError(fmt::format(
        "{} neighbours cannot give a tangent: k counts the point itself, so give 2 or more.",
        *options.neighbours));
  }
  if (!std::isfinite(options.umPerUnit) || options.umPerUnit <= 0) {
    throw InputError("The length unit must be a finite number of micrometres above 0.");
  }
  if (!isResamplingStep(options.resample_um)) throw InputError(kResamplingStepRule);
  chosenSimdPath();  // a wrong NBLAST_SIMD is no fault of any neuron
}

}  // namespace

PreparedNeuron prepareNeuron(const Neuron& neuron, const DotpropsOptions& options,
                             JobControl* control) {
  checkOptions(options);
  if (options.resample_um > 0 && neuron.kind != NeuronKind::Skeleton) {
    throw InputError(neuron.source, 0,
                     "only skeletons can be resampled; set the resampling step to 0");
  }
  if (neuron.points.empty()) throw InputError(neuron.source, 0, "no point at all");
  const double umPerUnit = umPerUnitOf(neuron, options.umPerUnit, options.statedFirst);
  auto points_um = toMicrons(neuron, umPerUnit);

  PreparedNeuron result;
  result.label = {neuron.key, neuron.source, {}};
  if (neuron.kind == NeuronKind::Dotprops) {
    result.dotprops = givenDotprops(neuron, points_um);
  } else if (neuron.kind == NeuronKind::PointCloud) {
    makeDotprops(rounded(points_um), options.neighbours.value_or(kCloudNeighbours), neuron,
                 result.dotprops, control);
  } else {
    auto tree = exactSkeletonOf(neuron, std::move(points_um), umPerUnit);
    if (options.resample_um > 0) {
      refuseTooManyPoints(neuron, tree, options.resample_um);
      tree = resample(tree, options.resample_um);
    }
    const auto kept =
        makeDotprops(rounded(tree.points_um), options.neighbours.value_or(kSkeletonNeighbours),
                     neuron, result.dotprops, control);
    result.links = linksOfKept(tree, kept);
  }
  result.label.hash = fingerprint(result.dotprops);
  return result;
}

namespace {

/// What becomes of the links of a neuron and of the neuron itself, once it is prepared.
template <class Neurons, class Keep>
PreparedSet prepareEach(Neurons& neurons, const DotpropsOptions& options, JobControl& control,
                        PrepareNeuron prepare, const Keep& keep) {
  checkOptions(options);
  const std::size_t n = neurons.size();
  PreparedSet result;
  result.links = SetLinks(n);
  std::vector<NeuronLabel> labels(n);
  std::vector<Dotprops> dotprops(n);
  std::vector<LeftOut> failed(n);
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, n, 1), [&](const auto& range) {
    for (std::size_t i = range.begin(); i != range.end(); ++i) {
      control.checkpoint();
      try {
        auto prepared = prepare(neurons[i], options, &control);
        labels[i] = std::move(prepared.label);
        dotprops[i] = std::move(prepared.dotprops);
        keep(i, prepared.links, result.links);
      } catch (const InputError& error) {
        failed[i] = {neurons[i].key, error.what()};
      }
      control.advance();
    }
  });

  std::vector<bool> good(n);
  for (std::size_t i = 0; i < n; ++i)
    good[i] = failed[i].reason.empty();
  result.links.keepMarked(good);
  result.labels.reserve(result.links.size());
  result.dotprops.reserve(result.links.size());
  for (std::size_t i = 0; i < n; ++i) {
    if (!good[i]) {
      result.leftOut.push_back(std::move(failed[i]));
      continue;
    }
    result.labels.push_back(std::move(labels[i]));
    result.dotprops.push_back(std::move(dotprops[i]));
  }
  return result;
}

}  // namespace

PreparedSet prepareSet(const NeuronSet& set, const DotpropsOptions& options, JobControl& control,
                       PrepareNeuron prepare) {
  const auto keep = [](std::size_t i, const SkeletonLinks& links, SetLinks& all) {
    all.put(i, links);
  };
  auto result = prepareEach(set.neurons, options, control, prepare, keep);
  result.leftOut.insert(result.leftOut.begin(), set.leftOut.begin(), set.leftOut.end());
  return result;
}

PreparedSet prepareSet(const std::shared_ptr<const NeuronSet>& set, const DotpropsOptions& options,
                       JobControl& control, PrepareNeuron prepare) {
  const auto keep = [&](std::size_t i, const SkeletonLinks& links, SetLinks& all) {
    const auto& neuron = set->neurons[i];
    all.borrow(i, links, neuron, umPerUnitOf(neuron, options.umPerUnit, options.statedFirst), set);
  };
  auto result = prepareEach(set->neurons, options, control, prepare, keep);
  result.leftOut.insert(result.leftOut.begin(), set->leftOut.begin(), set->leftOut.end());
  return result;
}

PreparedSet prepareSet(NeuronSet&& set, const DotpropsOptions& options, JobControl& control,
                       PrepareNeuron prepare) {
  const auto keep = [&](std::size_t i, const SkeletonLinks& links, SetLinks& all) {
    all.put(i, links);
    set.neurons[i] = Neuron();
  };
  auto result = prepareEach(set.neurons, options, control, prepare, keep);
  result.leftOut.insert(result.leftOut.begin(), std::make_move_iterator(set.leftOut.begin()),
                        std::make_move_iterator(set.leftOut.end()));
  set = NeuronSet();
  return result;
}

}  // namespace nblast
