// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/CudaEngine.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/engine/Checks.hpp"
#include "compute/engine/cuda/DeviceBounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

namespace nblast::cuda {

CudaEngine::CudaEngine(std::string name, std::vector<std::unique_ptr<Device>> devices,
                       std::optional<std::int64_t> limitBytes, std::vector<std::string> notes)
    : name_(std::move(name)), notes_(std::move(notes)) {
  for (auto& device : devices) {
    workers_.push_back(std::make_unique<DeviceWorker>(std::move(device), limitBytes));
    bounders_.push_back(std::make_unique<DeviceBounder>(*workers_.back()));
  }
}

void CudaEngine::prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
                         JobControl& control) {
  checkNeurons(queries);
  queries_ = queries;
  options_ = options;
  const PointScorer scorer(options);
  table_ = std::make_unique<KernelTable>(scorer);
  parts_.clear();
  partsMade_ = false;
  rest_.reset();
  selfHits_.clear();
  scales_.clear();
  for (const auto& query : queries) {
    control.checkpoint();
    const auto selfHit = scorer.selfHit(query);
    selfHits_.push_back(scorer.toScore(selfHit));
    scales_.push_back(scaleOf(query, selfHit, scorer, options.normalised));
  }
  checkSelfHits(selfHits_, options);
}

bool CudaEngine::isAtWork(std::size_t device) const {
  return choice_.isUsed[device] && workers_[device]->isUsable();
}

std::int64_t CudaEngine::devicesAtWork() const {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < workers_.size(); ++i)
    count += isAtWork(i) ? 1 : 0;
  return count;
}

DeviceChoice CudaEngine::choose(const QueryPoints& queries, const TableView& table,
                                const TargetSizes& targets) {
  rest();  // what can be had is what nobody holds, this engine included
  std::vector<std::int64_t> budgets;
  for (auto& worker : workers_)
    budgets.push_back(worker->isUsable() ? worker->budgetBytes() : 0);
  return chooseDevices(queries, table, targets, budgets);
}

std::vector<std::optional<MemoryLayout>> CudaEngine::layOutChosen(const DeviceChoice& choice,
                                                                  const QueryPoints& queries,
                                                                  const TableView& table,
                                                                  const TargetSizes& targets) {
  const auto largest = queries.largest(choice.parts, table);
  std::vector<std::optional<MemoryLayout>> layouts(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (choice.isUsed[i])
      layouts[i] = fit(largest, targets, choice.blockTargets, workers_[i]->budgetBytes());
  }
  return layouts;
}

namespace {

TargetSizes sizesOf(std::span<const Dotprops> targets, const ScoringCalls& calls) {
  TargetSizes sizes;
  sizes.add(targets);
  sizes.atOnce = std::min(calls.targetsAtOnce, sizes.targets);
  sizes.singlePairs = calls.singlePairs;
  return sizes;
}

}  // namespace

void CudaEngine::expectTargets(std::span<const Dotprops> targets, const ScoringCalls& calls) {
  expected_ = sizesOf(targets, calls);
}

std::vector<DevicePlan> CudaEngine::devicePlans(std::span<const Dotprops> queries,
                                                std::span<const Dotprops> targets,
                                                const ScoringCalls& calls,
                                                const ScoringOptions& options) {
  const KernelTable table{PointScorer(options)};
  const auto sizes = sizesOf(targets, calls);
  std::vector<DevicePlan> plans;
  const QueryPoints points(queries);
  const auto choice = choose(points, table.view(), sizes);
  const auto layouts = layOutChosen(choice, points, table.view(), sizes);
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    const auto& layout = layouts[i];
    if (!layout) continue;  // where nothing fits at all the CPU will do it
    auto& worker = workers_[i];
    auto plan = planOf(*layout, sizes, std::ssize(choice.parts));
    plan.index = worker->device().index();
    plan.name = worker->device().name();
    plan.freeBytes = worker->freeBytes();
    plan.hostBytes = layout->hostBytes();
    if (worker->device().isSimulated()) plan.hostBytes += layout->bytes();
    plans.push_back(std::move(plan));
  }
  return plans;
}

void CudaEngine::noteUnused(const QueryPoints& queries, const TargetSizes& targets) {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    auto& worker = *workers_[i];
    if (choice_.isUsed[i] || !worker.isUsable()) continue;
    const auto bytes = worker.budgetBytes();
    const auto parts =
        cutQueries(queries, table_->view(), targets, choice_.blockTargets, bytes).size();
    const auto holds = parts == 0 ? std::string("which hold none of these queries")
                                  : fmt::format(
                                        "with which the queries would be cut into {} parts "
                                        "instead of {}, for the other GPUs too",
                                        parts, choice_.parts.size());
    notes_.push_back(fmt::format("{} is not used: {:.3g} GiB of its memory can be had, {}.",
                                 labelOf(worker.device()), gib(bytes), holds));
  }
}

void CudaEngine::makeParts(JobControl& control) {
  partsMade_ = true;
  parts_.clear();
  const QueryPoints points(queries_);
  choice_ = choose(points, table_->view(), expected_);
  if (choice_.parts.empty()) {
    choice_.parts.push_back({0, points.queries()});
    notes_.emplace_back("No GPU has enough free memory for this job.");
  } else {
    noteUnused(points, expected_);
  }
  largest_ = points.largest(choice_.parts, table_->view());
  for (const auto& range : choice_.parts) {
    const auto some = queries_.subspan(static_cast<std::size_t>(range.first),
                                       static_cast<std::size_t>(range.count));
    QueryTiles tiles(some, options_.useAlpha, control);
    OwnerSlots slots(tiles);
    QueryPart part{range, std::move(tiles), std::move(slots), {}, {}};
    for (auto q = range.first; q < range.first + range.count; ++q) {
      const auto& scale = scales_[static_cast<std::size_t>(q)];
      part.offsets.push_back(scale.offset);
      part.divisors.push_back(scale.divisor);
    }
    parts_.push_back(std::move(part));
  }
}

void CudaEngine::scoreTargets(std::span<const Dotprops> targets, float* scores,
                              JobControl& control) {
  checkNeurons(targets);
  if (queries_.empty() || targets.empty()) return;
  TargetSizes sizes;
  sizes.add(targets);
  scoreAll({targets, scores}, sizes, control);
}

void CudaEngine::scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                            float* scores, JobControl& control) {
  checkPairs(pairs, queries_.size(), targets.size());
  if (pairs.empty()) return;
  const PairsOfTargets chosen(pairs);
  TargetSizes sizes;
  for (std::int64_t i = 0; i < chosen.targets(); ++i) {
    const std::span target(&targets[static_cast<std::size_t>(chosen.targetAt(i))], 1);
    checkNeurons(target);
    sizes.add(target);
  }
  sizes.singlePairs = true;
  scoreAll({targets, scores, &chosen}, sizes, control);
}

void CudaEngine::scoreAll(const ScoreMatrix& matrix, const TargetSizes& sizes,
                          JobControl& control) {
  if (expected_.targets == 0) expected_ = sizes;
  expected_.mostPoints = std::max(expected_.mostPoints, sizes.mostPoints);
  expected_.atOnce = std::max(expected_.atOnce, sizes.targets);
  if (sizes.singlePairs && !expected_.singlePairs) partsMade_ = false;  // they take more room
  expected_.singlePairs |= sizes.singlePairs;
  if (!partsMade_) makeParts(control);
  blockTargets_ = std::max(blockTargets_, blockShare(expected_.atOnce, choice_.devices));
  for (std::size_t part = 0; part < parts_.size(); ++part) {
    if (matrix.pairs) parts_[part].tiles.indexOwners();
    scorePart(part, matrix, control);
  }
}

void CudaEngine::scorePart(std::size_t number, const ScoreMatrix& matrix, JobControl& control) {
  std::vector<std::int64_t> points;
  for (std::int64_t i = 0; i < matrix.targetCount(); ++i)
    points.push_back(matrix.target(i).size());
  BlockQueue queue(std::move(points), blockShare(matrix.targetCount(), devicesAtWork()));
  std::vector<std::function<void()>> devices;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    if (!isAtWork(i)) continue;
    devices.emplace_back([&, i] { runWorker(*workers_[i], number, queue, matrix, control); });
  }
  queue.runOnThreads(devices);
  finishOnCpu(number, queue.left(), matrix, control);
}

void CudaEngine::runWorker(DeviceWorker& worker, std::size_t part, BlockQueue& queue,
                           const ScoreMatrix& matrix, JobControl& control) {
  if (!worker.setUp(largest_, expected_, blockTargets_)) return;
  worker.run(parts_[part], static_cast<std::int64_t>(part), table_->view(), queue, matrix, control);
}

void CudaEngine::finishOnCpu(std::size_t number, const std::vector<TargetRange>& left,
                             const ScoreMatrix& matrix, JobControl& control) {
  if (left.empty()) return;
  const auto& part = parts_[number];
  if (!rest_)
    notes_.emplace_back(
        "No GPU is left for this job: the CPU does the rest, with the same result.");
  if (!rest_ || restPart_ != number) {
    rest_ = std::make_unique<CpuEngine>();
    rest_->prepare(queries_.subspan(static_cast<std::size_t>(part.range.first),
                                    static_cast<std::size_t>(part.range.count)),
                   options_, control);
    restPart_ = number;
  }
  std::vector<float> scores;
  for (const auto& range : left) {
    if (matrix.pairs) {
      finishPairsOnCpu(part.range, range, matrix, control);
      continue;
    }
    scores.resize(static_cast<std::size_t>(part.range.count * range.count));
    rest_->scoreTargets(matrix.targets.subspan(static_cast<std::size_t>(range.first),
                                               static_cast<std::size_t>(range.count)),
                        scores.data(), control);
    matrix.put(part.range, range, scores.data());
    restPairs_ += part.range.count * range.count;
  }
}

void CudaEngine::finishPairsOnCpu(const QueryRange& part, const TargetRange& range,
                                  const ScoreMatrix& matrix, JobControl& control) {
  const auto listed = matrix.pairs->listed(part, range);
  std::vector<Pair> pairs;
  for (const auto i : listed) {
    pairs.push_back(matrix.pairs->pair(i));
    pairs.back().query -= part.first;
  }
  std::vector<float> scores(pairs.size());
  rest_->scorePairs(matrix.targets, pairs, scores.data(), control);
  for (std::size_t i = 0; i < listed.size(); ++i)
    matrix.scores[listed[i]] = scores[i];
  restPairs_ += std::ssize(pairs);
}

void CudaEngine::rest() {
  for (auto& worker : workers_)
    worker->rest();
}

/// Nobody has planned what bounds take: they make do with what is planned for scoring.
std::vector<std::int64_t> CudaEngine::plannedBytes() {
  std::vector<std::int64_t> planned(workers_.size(), std::numeric_limits<std::int64_t>::max());
  if (!table_ || !expected_.singlePairs) return planned;
  const QueryPoints points(queries_);
  const auto choice = choose(points, table_->view(), expected_);
  const auto layouts = layOutChosen(choice, points, table_->view(), expected_);
  for (std::size_t i = 0; i < layouts.size(); ++i) {
    if (layouts[i]) planned[i] = layouts[i]->bytes();
  }
  return planned;
}

std::unique_ptr<Bounds> CudaEngine::makeBounds(std::span<const Dotprops> queries,
                                               const ScoringOptions& options, JobControl& control) {
  return std::make_unique<DeviceBounds>(queries, options, expected_, plannedBytes(), bounders_,
                                        notes_, control);
}

std::int64_t CudaEngine::hostBytes(const ScoringSize& size) const {
  // The tiles of all parts stay here. What the CPU takes where it must step in is not counted.
  constexpr auto kPerQuery = static_cast<std::int64_t>(sizeof(double) + 2 * sizeof(SumScale));
  return size.queries * kPerQuery + QueryTiles::bytes(size.points, size.alpha) +
         OwnerSlots::bytes(size.points);
}

std::vector<std::string> CudaEngine::notes() const {
  auto all = notes_;
  for (const auto& worker : workers_) {
    all.insert(all.end(), worker->notes().begin(), worker->notes().end());
    if (!worker->isUsable()) all.push_back(worker->failure());
  }
  return all;
}

std::int64_t CudaEngine::peakDeviceBytes() const {
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < workers_.size(); ++i)  // they take turns
    bytes += std::max(workers_[i]->peakBytes(), bounders_[i]->peakBytes());
  return bytes;
}

std::vector<DeviceShare> CudaEngine::deviceShares() const {
  std::vector<DeviceShare> shares;
  for (const auto& worker : workers_)
    shares.push_back({worker->device().index(), worker->device().name(), worker->pairs()});
  if (restPairs_ > 0) shares.push_back({{}, "CPU", restPairs_});
  const bool isAny =
      std::any_of(shares.begin(), shares.end(), [](const auto& share) { return share.pairs > 0; });
  return isAny ? shares : std::vector<DeviceShare>{};
}

}  // namespace nblast::cuda
