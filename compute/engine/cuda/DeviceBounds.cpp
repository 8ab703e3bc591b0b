// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/DeviceBounds.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace nblast::cuda {

DeviceBounds::DeviceBounds(std::span<const Dotprops> queries, const ScoringOptions& options,
                           const TargetSizes& expected, std::vector<std::int64_t> plannedBytes,
                           std::span<const std::unique_ptr<DeviceBounder>> bounders,
                           std::vector<std::string>& notes, JobControl& control)
    : cpu_(queries, options, control),
      expected_(expected),
      plannedBytes_(std::move(plannedBytes)),
      bounders_(bounders),
      notes_(notes) {}

DeviceBounds::~DeviceBounds() {
  for (const auto& bounder : bounders_)
    bounder->forget();
}

void DeviceBounds::boundAll(std::span<const Dotprops> targets, float* bounds, JobControl& control) {
  if (targets.empty() || cpu_.queries() == 0) return;
  std::vector<std::int64_t> points;
  for (const auto& target : targets)
    points.push_back(target.size());
  BlockQueue queue(std::move(points), boundBlockTargets(std::ssize(targets), bounders_.size()));
  const ScoreMatrix matrix{targets, bounds};
  std::vector<std::function<void()>> devices;
  for (auto* bounder : setUp(targets))
    devices.emplace_back([&, bounder] { bounder->run(queue, matrix, control); });
  queue.runOnThreads(devices);
  finishOnCpu(queue.left(), matrix, control);
}

std::vector<DeviceBounder*> DeviceBounds::setUp(std::span<const Dotprops> targets) {
  TargetSizes sizes;
  sizes.add(targets);
  if (expected_.targets == 0) expected_ = sizes;
  expected_.mostPoints = std::max(expected_.mostPoints, sizes.mostPoints);
  const auto block = boundBlockTargets(sizes.targets, bounders_.size());
  std::vector<DeviceBounder*> usable;
  if (cpu_.voxels().count() == 0) return usable;
  for (std::size_t i = 0; i < bounders_.size(); ++i) {
    const auto& bounder = bounders_[i];
    if (bounder->setUp(cpu_, expected_, block, plannedBytes_[i])) usable.push_back(bounder.get());
    if (!bounder->problem().empty()) note(bounder->problem());
  }
  return usable;
}

void DeviceBounds::finishOnCpu(const std::vector<TargetRange>& left, const ScoreMatrix& matrix,
                               JobControl& control) {
  if (left.empty()) return;
  if (cpu_.voxels().count() > 0)
    note("No GPU is left to bound pairs: the CPU does it, with the same result.");
  if (left.front().count == static_cast<std::int64_t>(matrix.targets.size()))
    return cpu_.boundAll(matrix.targets, matrix.scores, control);
  std::vector<float> bounds;
  for (const auto& range : left) {
    bounds.resize(static_cast<std::size_t>(cpu_.queries() * range.count));
    cpu_.boundAll(matrix.targets.subspan(static_cast<std::size_t>(range.first),
                                         static_cast<std::size_t>(range.count)),
                  bounds.data(), control);
    matrix.put({0, cpu_.queries()}, range, bounds.data());
  }
}

/// Once, however often it happens.
void DeviceBounds::note(const std::string& text) {
  if (std::find(notes_.begin(), notes_.end(), text) == notes_.end()) notes_.push_back(text);
}

}  // namespace nblast::cuda
