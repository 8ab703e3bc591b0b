// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/plan/JobMemory.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/base/ProcessMemory.hpp"
#include "compute/job/plan/DeviceParts.hpp"
#include "compute/job/run/BlockWriter.hpp"
#include "compute/job/run/SparseScoring.hpp"
#include "compute/search/PairBounds.hpp"
#include "compute/search/QueryTiles.hpp"

#include <fmt/format.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace nblast {

namespace {

// Pages of the program and its libraries that only scoring and writing touch, stacks, HDF5's cache.
constexpr std::int64_t kLaterBytes = std::int64_t{6} << 20;
constexpr std::int64_t kLeastFinishBytes = std::int64_t{16} << 20;
constexpr std::size_t kListedNeurons = 64;

std::int64_t bytesOf(const PreparedSet& set) {
  return set.pointCount() * kDotpropsBytesPerPoint + set.links.bytes();
}

/// Links go when they are in the file, unless somebody else has the set, too.
std::int64_t linkBytes(const std::shared_ptr<PreparedSet>& set) {
  return set && set.use_count() == 1 ? set->links.bytes() : 0;
}

/// How many voxels a neuron has points in, by its points: from some neurons all over the set.
double listedPerPoint(const PreparedSet& set) {
  const auto step = std::max<std::size_t>(1, set.dotprops.size() / kListedNeurons);
  std::int64_t listed = 0, points = 0;
  for (std::size_t i = 0; i < set.dotprops.size(); i += step) {
    const std::span one(&set.dotprops[i], 1);
    listed += Voxels::listsOf(one, kBoundVoxel_um);
    points += one.front().size();
  }
  return static_cast<double>(listed) / static_cast<double>(std::max<std::int64_t>(1, points));
}

/// Each of those who work has room for the largest it ever meets.
std::int64_t meanOfLargest(const PreparedSet& set, std::int64_t count) {
  std::vector<std::int64_t> sizes;
  sizes.reserve(set.dotprops.size());
  for (const auto& neuron : set.dotprops)
    sizes.push_back(neuron.size());
  count = std::min(count, static_cast<std::int64_t>(sizes.size()));
  if (count == 0) return 0;
  std::nth_element(sizes.begin(), sizes.begin() + (count - 1), sizes.end(), std::greater<>());
  return std::accumulate(sizes.begin(), sizes.begin() + count, std::int64_t{0}) / count;
}

std::int64_t pointsOf(const PreparedSet& set, const RowRange& range) {
  std::int64_t points = 0;
  for (auto i = range.first; i < range.first + range.count; ++i)
    points += set.dotprops[static_cast<std::size_t>(i)].size();
  return points;
}

std::int64_t share(std::int64_t whole, std::int64_t part, std::int64_t of) {
  return of > 0 ? std::llround(static_cast<double>(whole) * static_cast<double>(part) /
                               static_cast<double>(of))
                : 0;
}

std::string scarceMemory(const Plan& plan) {
  return fmt::format(
      "This job needs about {:.3g} GiB of memory, and {:.3g} GiB can be had on this machine: it "
      "may be very slow or fail. Close other programs, or score fewer neurons at a time.",
      gib(plan.hostBytes), gib(plan.freeHostBytes));
}

}  // namespace

void planMemory(const JobSpec& spec, const JobInputs& inputs, Engine& engine,
                const ScoringOptions& options, const ProcessUse& use, Plan& plan) {
  JobMemory::Asked asked{options.useAlpha, spec.top.has_value()};
  if (!isSparse(spec)) {
    asked.leastParts = partsForDevices(inputs, engine, options);
    plan.devices = devicePlansOf(inputs, engine, options, asked.leastParts);
  } else {
    plan.devices = devicePlansForPairs(inputs, engine, options);
  }
  const JobMemory memory(inputs, engine, plan, asked, use);
  const auto machine = machineMemory();
  if (machine.totalBytes > 0) plan.freeHostBytes = residentBytes() + machine.availableBytes;
  auto most =
      plan.freeHostBytes > 0 ? plan.freeHostBytes : std::numeric_limits<std::int64_t>::max();
  if (const auto limit = memoryLimitBytes(spec)) {
    const auto problem = memory.problem(*limit);
    if (!problem.empty()) throw InputError(problem);
    most = std::min(most, *limit);
  }
  plan.shape = memory.within(most);
  plan.host = memory.of(plan.shape);
  plan.hostBytes = plan.host.peakBytes();
  if (plan.hostBytes > most) plan.warnings.push_back(scarceMemory(plan));
  if (!isSparse(spec) && !plan.devices.empty() && plan.shape.queryParts > asked.leastParts)
    plan.devices = devicePlansOf(inputs, engine, options, plan.shape.queryParts);
}

JobMemory::JobMemory(const JobInputs& inputs, const Engine& engine, const Plan& plan,
                     const Asked& asked, const ProcessUse& use)
    : inputs_(inputs),
      engine_(engine),
      plan_(plan),
      asked_(asked),
      lastingBytes_(std::max<std::int64_t>(
          0, residentBytes() - std::max<std::int64_t>(0, use.byOthersBytes))),
      threads_(tbb::this_task_arena::max_concurrency()) {
  sides_.push_back(sideOf(*inputs.queries, inputs.targets(), false));
  if (inputs.both) sides_.push_back(sideOf(inputs.targets(), *inputs.queries, true));
  now_.soFarBytes = use.soFarBytes;
  now_.processBytes =
      lastingBytes_ + kLaterBytes - linkBytes(inputs.queries) - linkBytes(inputs.ownTargets);
  for (const auto& device : plan.devices)
    now_.deviceBytes += device.hostBytes;
  if (!plan.keptPairs) return;
  listedPerPoint_ = listedPerPoint(*inputs.queries);
  for (const auto& side : sides_)
    voxels_ = std::max(voxels_, Voxels::roughCount(side.rows.dotprops, kBoundVoxel_um));
}

JobMemory::Side JobMemory::sideOf(const PreparedSet& rows, const PreparedSet& columns,
                                  bool reverse) const {
  auto chunkRows = scoreBlockQueries(plan_.queries, plan_.targets);
  auto chunkColumns = scoreBlockTargets(plan_.queries, plan_.targets);
  if (reverse) std::swap(chunkRows, chunkColumns);
  return {rows, columns, chunkRows, chunkColumns, meanOfLargest(columns, threads_ * kBatchTargets)};
}

ScoringSize JobMemory::sizeOf(const Side& side, const RowRange& range,
                              std::int64_t targetsAtOnce) const {
  return {.queries = range.count,
          .points = pointsOf(side.rows, range),
          .targetsAtOnce = targetsAtOnce,
          .largeTargetPoints = side.largeTargetPoints,
          .threads = threads_,
          .alpha = asked_.alpha};
}

/// One direction after the other: the larger counts.
void JobMemory::addDense(const Side& side, const JobShape& shape, HostMemory& memory) const {
  for (const auto& range : cutRows(side.rows.size(), side.chunkRows, shape.queryParts)) {
    const auto block = range.count * side.chunkColumns * static_cast<std::int64_t>(sizeof(float));
    memory.searchBytes =
        std::max(memory.searchBytes, engine_.hostBytes(sizeOf(side, range, side.chunkColumns)));
    memory.scoreBytes = std::max(memory.scoreBytes, BlockWriter::kBlocksInFlight * block);
  }
}

/// Both directions' tiles are there at a time, but the bounds of one.
void JobMemory::addSparse(const Side& side, const JobShape& shape, HostMemory& memory) const {
  const RowRange all{0, side.rows.size()};
  const auto columns = side.columns.size();
  const auto whole = sizeOf(side, all, columns);
  memory.searchBytes += engine_.hostBytes(whole) + QueryTiles::bytesOfOwners(whole.points);
  // While rows are bounded some pairs are kept already, in a list that grows.
  const auto growing = SparseScoring::bytesOfKept(plan_.likelyKeptPairs) / 2;
  const bool isSecond = &side != &sides_.front();
  std::int64_t done = 0;
  for (const auto& block :
       SparseScoring::blocks(all.count, columns, asked_.wholeRows, shape.boundsAtOnce)) {
    const auto size = sizeOf(side, {block.firstRow, block.rows}, columns);
    const auto lists = std::llround(listedPerPoint_ * static_cast<double>(size.points));
    const auto voxels = std::min<std::int64_t>(lists, voxels_);
    const auto pairs = block.rows * block.columns;
    const auto chosen = share(plan_.scores.value_or(0), pairs, plan_.pairs);
    const auto kept = (isSecond ? growing : 0) + share(growing, done, all.count * columns);
    memory.scoreBytes = std::max(
        memory.scoreBytes, kept + SparseScoring::bytesOfBlock(size, voxels, lists, block.columns,
                                                              chosen, shape.boundsAtOnce));
    done += pairs;
  }
}

HostMemory JobMemory::of(const JobShape& shape) const {
  HostMemory memory = now_;
  if (!plan_.keptPairs) {
    for (const auto& side : sides_)
      addDense(side, shape, memory);
    return memory;
  }
  for (const auto& side : sides_)
    addSparse(side, shape, memory);
  // At the end all pairs are there, and sorted.
  const auto kept = SparseScoring::bytesOfKept(plan_.likelyKeptPairs);
  memory.scoreBytes = std::max(memory.scoreBytes, kept + std::min(kept, shape.finishBytes));
  return memory;
}

/// From the largest to the smallest.
std::vector<JobShape> JobMemory::shapes() const {
  std::vector<JobShape> all{{.queryParts = asked_.leastParts}};
  if (!plan_.keptPairs) {
    std::int64_t most = 1;
    for (const auto& side : sides_)
      most = std::max(most, (side.rows.size() + side.chunkRows - 1) / side.chunkRows);
    for (auto parts = asked_.leastParts + 1; parts <= most; ++parts)
      all.push_back({.queryParts = parts});
    return all;
  }
  const auto across = asked_.wholeRows ? plan_.targets : plan_.queries;
  while (SparseScoring::linesAtOnce(across, all.back().boundsAtOnce) >
         SparseScoring::linesAtOnce(across, 0)) {
    auto next = all.back();
    next.boundsAtOnce /= 2;
    next.finishBytes = std::max(kLeastFinishBytes, next.finishBytes / 2);
    all.push_back(next);
  }
  return all;
}

/// With some room for what cannot be reckoned to the last byte.
bool JobMemory::fits(const JobShape& shape, std::int64_t limitBytes) const {
  constexpr std::int64_t kUncertain = 50;  // a fiftieth
  const auto memory = of(shape);
  const auto toCome = memory.searchBytes + memory.scoreBytes + memory.deviceBytes;
  return memory.soFarBytes <= limitBytes &&
         memory.processBytes + toCome + toCome / kUncertain <= limitBytes;
}

JobShape JobMemory::within(std::int64_t limitBytes) const {
  const auto all = shapes();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const JobShape& shape) { return fits(shape, limitBytes); });
  return found == all.end() ? all.back() : *found;
}

std::int64_t JobMemory::neuronsWithin(std::int64_t limitBytes) const {
  const auto neurons =
      plan_.queries + (inputs_.ownTargets ? inputs_.ownTargets->size() : std::int64_t{0});
  auto ofNeurons = bytesOf(*inputs_.queries);
  if (inputs_.ownTargets) ofNeurons += bytesOf(*inputs_.ownTargets);
  const auto alone = std::max<std::int64_t>(0, lastingBytes_ - ofNeurons) + kLaterBytes;
  const auto needed = of(shapes().back()).peakBytes();
  if (needed <= alone || limitBytes <= alone) return 0;
  return std::min(neurons - 1, share(neurons, limitBytes - alone, needed - alone));
}

std::string JobMemory::problem(std::int64_t limitBytes) const {
  const auto smallest = shapes().back();
  if (fits(smallest, limitBytes)) return {};
  const auto needed = of(smallest).peakBytes();
  const auto fitting = neuronsWithin(limitBytes);
  const auto neurons =
      plan_.queries + (inputs_.ownTargets ? inputs_.ownTargets->size() : std::int64_t{0});
  return fmt::format(
      "This job needs about {:.3g} GiB of this machine's memory at least, and the memory limit "
      "(--memory) is {:.6g} GiB: raise the limit, or score fewer neurons at a time{}.",
      gib(needed), gib(limitBytes),
      fitting > 0 ? fmt::format("; about {} of these {} would fit", fitting, neurons)
                  : "; this program alone takes nearly as much");
}

}  // namespace nblast
