// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/CudaEngine.hpp"

#include "compute/engine/Checks.hpp"
#include "compute/engine/cuda/DeviceBounds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <thread>

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
  pairs_.reset();
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

std::int64_t CudaEngine::smallestBudget() {
  auto bytes = std::numeric_limits<std::int64_t>::max();
  for (auto& worker : workers_) {
    if (worker->isUsable()) bytes = std::min(bytes, worker->budgetBytes());
  }
  return bytes;
}

bool CudaEngine::anyUsable() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const auto& worker) { return worker->isUsable(); });
}

std::vector<DevicePlan> CudaEngine::devicePlans(std::span<const Dotprops> queries,
                                                std::span<const Dotprops> targets,
                                                const ScoringOptions& options) {
  const KernelTable table{PointScorer(options)};
  expected_ = {};
  expected_.add(targets);
  std::vector<DevicePlan> plans;
  const auto ranges = cutQueries(queries, table.view(), expected_, smallestBudget());
  if (ranges.empty()) return plans;  // nothing fits: the CPU will do it, and a note says so
  const auto largest = largestSizes(queries, ranges, table.view());
  for (auto& worker : workers_) {
    if (!worker->isUsable()) continue;
    const auto layout = fit(largest, expected_, worker->budgetBytes());
    if (!layout) continue;
    auto plan = planOf(*layout, expected_, static_cast<std::int64_t>(ranges.size()));
    plan.index = worker->device().index();
    plan.name = worker->device().name();
    plan.freeBytes = worker->freeBytes();
    plan.hostBytes = layout->hostBytes();
    if (worker->device().isSimulated()) plan.hostBytes += layout->bytes();
    plans.push_back(std::move(plan));
  }
  return plans;
}

void CudaEngine::makeParts(const TargetSizes& targets, JobControl& control) {
  partsMade_ = true;
  parts_.clear();
  auto ranges = cutQueries(queries_, table_->view(), targets, smallestBudget());
  if (ranges.empty()) {
    ranges.push_back({0, static_cast<std::int64_t>(queries_.size())});
    notes_.emplace_back("No GPU has enough free memory for this job.");
  }
  largest_ = largestSizes(queries_, ranges, table_->view());
  for (const auto& range : ranges) {
    const auto some = queries_.subspan(static_cast<std::size_t>(range.first),
                                       static_cast<std::size_t>(range.count));
    QueryPart part{range, QueryTiles(some, options_.useAlpha, control), {}, {}};
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
  if (expected_.targets == 0) expected_ = sizes;
  expected_.mostPoints = std::max(expected_.mostPoints, sizes.mostPoints);
  if (!partsMade_) makeParts(expected_, control);
  const ScoreMatrix matrix{targets, scores};
  for (std::size_t part = 0; part < parts_.size(); ++part)
    scorePart(part, matrix, control);
}

void CudaEngine::scorePart(std::size_t number, const ScoreMatrix& matrix, JobControl& control) {
  const auto& part = parts_[number];
  std::vector<std::int64_t> points;
  for (const auto& target : matrix.targets)
    points.push_back(target.size());
  BlockQueue queue(std::move(points));
  std::vector<std::thread> threads;
  std::vector<std::exception_ptr> errors(workers_.size());
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    auto& worker = *workers_[i];
    if (!worker.setUp(largest_, expected_)) continue;
    threads.emplace_back([&, i] {
      try {
        worker.run(part, static_cast<std::int64_t>(number), table_->view(), queue, matrix, control);
      } catch (...) {
        errors[i] = std::current_exception();
        queue.stop();
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  for (const auto& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  finishOnCpu(number, queue.left(), matrix, control);
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
    scores.resize(static_cast<std::size_t>(part.range.count * range.count));
    rest_->scoreTargets(matrix.targets.subspan(static_cast<std::size_t>(range.first),
                                               static_cast<std::size_t>(range.count)),
                        scores.data(), control);
    matrix.put(part.range, range, scores.data());
  }
}

std::unique_ptr<Bounds> CudaEngine::makeBounds(std::span<const Dotprops> queries,
                                               const ScoringOptions& options, JobControl& control) {
  return std::make_unique<DeviceBounds>(queries, options, expected_, bounders_, notes_, control);
}

void CudaEngine::scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs,
                            float* scores, JobControl& control) {
  if (!pairs_) {
    pairs_ = std::make_unique<CpuEngine>();
    pairs_->prepare(queries_, options_, control);
  }
  pairs_->scorePairs(targets, pairs, scores, control);
}

std::int64_t CudaEngine::hostBytes(const ScoringSize& size) const {
  // The tiles of all parts stay here. What the CPU takes where it must step in is not counted.
  constexpr auto kPerQuery = static_cast<std::int64_t>(sizeof(double) + 2 * sizeof(SumScale));
  return size.queries * kPerQuery + QueryTiles::bytes(size.points, size.alpha);
}

/// Pairs are scored by the CPU.
std::int64_t CudaEngine::hostBytesForPairs(const ScoringSize& size) const {
  return CpuEngine().hostBytes(size);
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

}  // namespace nblast::cuda
