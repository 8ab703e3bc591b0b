// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/engine/cuda/DeviceBounder.hpp"
#include "compute/engine/cuda/DeviceChoice.hpp"
#include "compute/engine/cuda/DeviceWorker.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace nblast::cuda {

/// The tile search on devices with memory of their own (compute/README.md, "CUDA"). Each device
/// draws blocks of targets from one queue; queries stay on it, in several turns if they do not fit.
/// A device that fails hands its blocks back; when the last one is gone, the CPU does the rest,
/// with the same bits.
class CudaEngine : public Engine {
 public:
  /// @param devices at least one
  /// @param limitBytes of each device
  CudaEngine(std::string name, std::vector<std::unique_ptr<Device>> devices,
             std::optional<std::int64_t> limitBytes, std::vector<std::string> notes = {});

  std::string_view name() const override { return name_; }
  void prepare(std::span<const Dotprops> queries, const ScoringOptions& options,
               JobControl& control) override;
  void scoreTargets(std::span<const Dotprops> targets, float* scores, JobControl& control) override;
  std::unique_ptr<Bounds> makeBounds(std::span<const Dotprops> queries,
                                     const ScoringOptions& options, JobControl& control) override;
  void scorePairs(std::span<const Dotprops> targets, std::span<const Pair> pairs, float* scores,
                  JobControl& control) override;
  std::vector<DevicePlan> devicePlans(std::span<const Dotprops> queries,
                                      std::span<const Dotprops> targets, const ScoringCalls& calls,
                                      const ScoringOptions& options) override;
  void rest() override;
  void expectTargets(std::span<const Dotprops> targets, const ScoringCalls& calls) override;
  std::int64_t hostBytes(const ScoringSize& size) const override;
  std::vector<std::string> notes() const override;
  std::int64_t peakDeviceBytes() const override;
  std::vector<DeviceShare> deviceShares() const override;
  std::span<const double> selfHits() const override { return selfHits_; }

 private:
  void makeParts(JobControl& control);
  /// All devices give back what they hold before they are asked what can be had.
  DeviceChoice choose(const QueryPoints& queries, const TableView& table,
                      const TargetSizes& targets);
  /// What each device that is chosen takes.
  std::vector<std::optional<MemoryLayout>> layOutChosen(const DeviceChoice& choice,
                                                        const QueryPoints& queries,
                                                        const TableView& table,
                                                        const TargetSizes& targets);
  /// Says of each device that is not chosen why.
  void noteUnused(const QueryPoints& queries, const TargetSizes& targets);
  std::vector<std::int64_t> plannedBytes();  ///< of each device
  bool isAtWork(std::size_t device) const;
  std::int64_t devicesAtWork() const;
  void runWorker(DeviceWorker& worker, std::size_t part, BlockQueue& queue,
                 const ScoreMatrix& matrix, JobControl& control);
  /// Goes through all parts. @param sizes of the targets that are scored
  void scoreAll(const ScoreMatrix& matrix, const TargetSizes& sizes, JobControl& control);
  void scorePart(std::size_t part, const ScoreMatrix& matrix, JobControl& control);
  void finishOnCpu(std::size_t part, const std::vector<TargetRange>& left,
                   const ScoreMatrix& matrix, JobControl& control);
  void finishPairsOnCpu(const QueryRange& part, const TargetRange& range, const ScoreMatrix& matrix,
                        JobControl& control);

  std::string name_;
  std::vector<std::unique_ptr<DeviceWorker>> workers_;
  std::vector<std::unique_ptr<DeviceBounder>> bounders_;  ///< of each worker
  std::vector<std::string> notes_;
  std::span<const Dotprops> queries_;
  ScoringOptions options_;
  std::unique_ptr<KernelTable> table_;
  std::vector<double> selfHits_;
  std::vector<SumScale> scales_;  ///< one per query
  DeviceChoice choice_;
  std::vector<QueryPart> parts_;
  QuerySizes largest_;  ///< room for any of the parts
  bool partsMade_ = false;
  TargetSizes expected_;             ///< as told, or as the calls come
  std::int64_t blockTargets_ = 0;    ///< at most; fewer where memory is short
  std::int64_t restPairs_ = 0;       ///< scored by rest_
  std::unique_ptr<CpuEngine> rest_;  ///< for what no device is left for
  std::size_t restPart_ = 0;         ///< that rest_ has prepared
};

}  // namespace nblast::cuda
