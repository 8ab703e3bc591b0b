// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The kernels as the host sees them. Needs the CUDA toolkit's headers, not nvcc.
#include "compute/engine/cuda/kernel/BoundTask.hpp"
#include "compute/engine/cuda/kernel/ScoreTask.hpp"

#include <cuda_runtime_api.h>

namespace nblast::cuda {

/// They work on the current device, in order within the stream, and return before it is done.
/// @return what the launch said
cudaError_t launchScores(const ScoreTask& task, cudaStream_t stream);  ///< sums of all pairs
cudaError_t launchFinish(const ScoreTask& task, cudaStream_t stream);  ///< scores from the sums
cudaError_t launchBounds(const BoundTask& task, cudaStream_t stream);

/// What a kernel takes of a multiprocessor.
struct KernelFigures {
  int registers = 0;       ///< a thread
  int sharedBytes = 0;     ///< a block
  int spilledBytes = 0;    ///< a thread: local memory
  int blocksResident = 0;  ///< of kBlockThreads threads, at once
};

/// Loads the kernels onto the current device; an error if this build has no code for it.
/// @param figures of the kernel that searches, or null
cudaError_t loadKernels(KernelFigures* figures);

}  // namespace nblast::cuda
