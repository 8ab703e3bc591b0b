#pragma once
#include "compute/engine/Engine.hpp"
#include "compute/job/PrepareInputs.hpp"
#include "compute/job/Runner.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast {

/// A run of rows.
struct RowRange {
  std::int64_t first = 0, count = 0;
};

/// Rows cut into at most so many parts that begin at multiples of `chunk`, about equally long.
std::vector<RowRange> cutRows(std::int64_t rows, std::int64_t chunk, std::int64_t parts);

/// What a job of a given shape takes of this machine's memory. What is there already is measured,
/// what is still to come is reckoned from sizes: each class says itself what it takes.
class JobMemory {
 public:
  /// Made once the neurons are prepared and what was freed has gone back to the system.
  /// @param plan pairs to keep and to score, and what devices take
  /// @param soFarBytes the most the process has taken for this job until now; 0: not known
  JobMemory(const JobInputs& inputs, const Engine& engine, const Plan& plan, bool alpha,
            std::int64_t soFarBytes);

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
  };
  std::vector<Side> sides() const;
  ScoringSize sizeOf(const Side& side, const RowRange& range, std::int64_t targetsAtOnce) const;
  void addDense(const Side& side, const JobShape& shape, HostMemory& memory) const;
  void addSparse(const Side& side, const JobShape& shape, HostMemory& memory) const;
  std::vector<JobShape> shapes() const;
  std::int64_t neuronsWithin(std::int64_t limitBytes) const;

  const JobInputs& inputs_;
  const Engine& engine_;
  const Plan& plan_;
  bool alpha_;
  int threads_;
  HostMemory now_;
  double clustersPerPoint_ = 0;  ///< of a sparse job
};

}  // namespace nblast
