// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/inputs/JobInputs.hpp"
#include "compute/job/plan/HostMemory.hpp"
#include "compute/job/plan/Plan.hpp"
#include "compute/job/plan/RowRange.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast {

/// What is known of the process when a job is planned.
struct ProcessUse {
  std::int64_t soFarBytes = 0;     ///< the most it has taken for this job until now; 0: not known
  std::int64_t byOthersBytes = 0;  ///< what it has taken for other jobs, which will be gone
};

/// Cuts a job so that it takes no more memory than it may, or than is free, here and on devices;
/// with the devices' plans for what they are handed at a time. Made once the neurons are prepared,
/// and what was freed has gone back to the system.
/// @param[in,out] plan pairs to keep and to score; out: devices, host memory and shape
/// @throws InputError where the limit is too low: what is needed at least, and what would fit
void planMemory(const JobSpec& spec, const JobInputs& inputs, Engine& engine,
                const ScoringOptions& options, const ProcessUse& use, Plan& plan);

/// What a job of a given shape takes of this machine's memory. What is there already is measured,
/// what is still to come is reckoned from sizes: each class says itself what it takes.
///
/// - Until now: the peak as measured. Reading holds 32 bytes per point, in double, and texts on
/// their
///   way; each neuron goes as it is prepared.
/// - The process: as measured. Program, libraries, what the window holds, 28 bytes per point of
///   dotprops. Less the links, 8 bytes per point, which go when the geometry is in the file; and
///   some pages that only scoring touches.
/// - Search, of the rows that are prepared at a time: tiles, 28.5 bytes per point; while they are
///   made, what is sorted goes as they fill; then each thread's sums, 64 bytes per row, and lists.
///   (Engine::hostBytes)
/// - Scores, dense: as many blocks as can be under way at a time (BlockWriter). Sparse: bounds of
///   some rows, chosen pairs, kept pairs with room to grow (SparseScoring).
/// - Copies to and from devices, two blocks each (DevicePlan).
///
/// Files that are written are the system's memory, which it takes back when it must: not counted.
class JobMemory {
 public:
  /// Of the job, what its memory depends on.
  struct Asked {
    bool alpha = false;
    bool wholeRows = false;       ///< see SparseScoring::blocks
    std::int64_t leastParts = 1;  ///< dense: that the devices need
  };
  /// As planMemory().
  JobMemory(const JobInputs& inputs, const Engine& engine, const Plan& plan, const Asked& asked,
            const ProcessUse& use);

  HostMemory of(const JobShape& shape) const;

  /// The largest shape that fits, as long as one does; else the smallest of all.
  JobShape within(std::int64_t limitBytes) const;

  /// Why the job cannot be done within so much memory: what it needs at least, and what would fit.
  /// @return empty if it can
  std::string problem(std::int64_t limitBytes) const;

 private:
  /// Rows that an engine prepares, and columns that pass by.
  struct Side {
    const PreparedSet& rows;
    const PreparedSet& columns;
    std::int64_t chunkRows, chunkColumns;
    std::int64_t largeTargetPoints;
  };
  Side sideOf(const PreparedSet& rows, const PreparedSet& columns, bool reverse) const;
  ScoringSize sizeOf(const Side& side, const RowRange& range, std::int64_t targetsAtOnce) const;
  void addDense(const Side& side, const JobShape& shape, HostMemory& memory) const;
  void addSparse(const Side& side, const JobShape& shape, HostMemory& memory) const;
  std::vector<JobShape> shapes() const;
  bool fits(const JobShape& shape, std::int64_t limitBytes) const;
  std::int64_t neuronsWithin(std::int64_t limitBytes) const;

  const JobInputs& inputs_;
  const Engine& engine_;
  const Plan& plan_;
  Asked asked_;
  std::int64_t lastingBytes_;  ///< of the process, without what other jobs take
  int threads_;
  std::vector<Side> sides_;  ///< one, or with both directions two
  HostMemory now_;
  // Of a sparse job, see Voxels:
  double listedPerPoint_ = 0;
  std::int64_t voxels_ = 0;
};

}  // namespace nblast
