// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cstdint>

namespace nblast {

/// How a job is cut, so that it takes no more memory than it may. Scores do not depend on the cut.
struct JobShape {
  /// Dense: the number of parts in which the rows are prepared, one after the other; all columns
  /// pass by each part. Blocks shrink with the parts. As many as the memory here and on devices
  /// asks for.
  std::int64_t queryParts = 1;
  std::int64_t boundsAtOnce = std::int64_t{512} << 20;  ///< sparse: see SparseScoring
  std::int64_t finishBytes = std::int64_t{256} << 20;   ///< sparse: see SparseScoreFileWriter
};

/// Memory of this machine that a job takes at its highest: of the whole process, by purpose.
struct HostMemory {
  /// Until the plan was made: reading and tangents, where the job does both itself; else 0.
  std::int64_t soFarBytes = 0;
  /// The program and its libraries, all that the window holds, neurons with their tangents.
  std::int64_t processBytes = 0;
  std::int64_t searchBytes = 0;  ///< tiles, and the sums and lists of each thread
  std::int64_t scoreBytes = 0;   ///< dense: blocks; sparse: bounds, chosen and kept pairs
  std::int64_t deviceBytes = 0;  ///< what is copied to and from GPUs

  std::int64_t peakBytes() const {
    return std::max(soFarBytes, processBytes + searchBytes + scoreBytes + deviceBytes);
  }
};

}  // namespace nblast
