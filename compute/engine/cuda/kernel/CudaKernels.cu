// SPDX-License-Identifier: BSD-3-Clause
#include "compute/engine/cuda/kernel/BoundKernel.hpp"
#include "compute/engine/cuda/kernel/CudaKernels.hpp"
#include "compute/engine/cuda/kernel/CudaWarp.cuh"
#include "compute/engine/cuda/kernel/LaunchSplit.hpp"
#include "compute/engine/cuda/kernel/ScoreKernel.hpp"

namespace nblast::cuda {

namespace {

/// At most 64 registers per thread, so that a multiprocessor holds four blocks where shared memory
/// allows: the search waits for memory, and other warps fill the gaps.
constexpr int kLeastBlocksResident = 4;
/// Some 10^9 point queries: a screen's watchdog stops what takes seconds.
constexpr std::int64_t kBlocksALaunch = std::int64_t{1} << 16;

/// One node of the tiles against one target a block. Neighbouring blocks share the node: its points
/// and the sums of their owners stay in the cache while the targets pass by.
__global__ void __launch_bounds__(kBlockThreads, kLeastBlocksResident)
    scoreNodes(const __grid_constant__ ScoreTask task, std::int64_t first) {
  __shared__ BlockMemory memory;
  CudaBlock block;
  scoreBlock(block, task, memory, workOf(task, first + blockIdx.x));
}

__global__ void __launch_bounds__(kBlockThreads)
    finishScores(const __grid_constant__ ScoreTask task) {
  const std::int64_t scores = scoresOf(task);
  const std::int64_t step = std::int64_t{gridDim.x} * kBlockThreads;
  for (auto i = std::int64_t{blockIdx.x} * kBlockThreads + threadIdx.x; i < scores; i += step)
    finishScore(task, i);
}

/// One node of the voxels against one target a block. Neighbouring blocks share the node: its
/// voxels and what they are worth stay in the cache while the targets pass by.
__global__ void __launch_bounds__(kBlockThreads, kLeastBlocksResident)
    searchNodes(const __grid_constant__ BoundTask task, std::int64_t first) {
  __shared__ FilterMemory memory;
  CudaBlock block;
  searchVoxels(block, task, memory, first + blockIdx.x);
}

__global__ void __launch_bounds__(kBlockThreads) sumBounds(const __grid_constant__ BoundTask task) {
  const std::int64_t bounds = task.queryCount * task.targets;
  const std::int64_t step = std::int64_t{gridDim.x} * kBlockThreads;
  for (auto i = std::int64_t{blockIdx.x} * kBlockThreads + threadIdx.x; i < bounds; i += step)
    sumBound(task, i);
}

static_assert(2 * (sizeof(BlockMemory) + 1024) <= 64 * 1024,
              "a multiprocessor of compute capability 7.5 is to hold two blocks");

}  // namespace

cudaError_t launchScores(const ScoreTask& task, cudaStream_t stream) {
  const std::int64_t works = worksOf(task);
  for (auto launch = firstLaunch(works, kBlocksALaunch); launch.blocks > 0;
       launch = nextLaunch(launch, works, kBlocksALaunch)) {
    scoreNodes<<<launch.blocks, kBlockThreads, 0, stream>>>(task, launch.first);
    if (const auto error = cudaGetLastError(); error != cudaSuccess) return error;
  }
  return cudaSuccess;
}

cudaError_t launchFinish(const ScoreTask& task, cudaStream_t stream) {
  const std::int64_t scores = scoresOf(task);
  if (scores == 0) return cudaSuccess;
  const auto blocks = stridingBlocks(scores, kBlockThreads, kBlocksALaunch);
  finishScores<<<blocks, kBlockThreads, 0, stream>>>(task);
  return cudaGetLastError();
}

cudaError_t launchBounds(const BoundTask& task, cudaStream_t stream) {
  const std::int64_t bounds = task.queryCount * task.targets;
  if (bounds == 0) return cudaSuccess;
  const std::int64_t works = worksOf(task);
  for (auto launch = firstLaunch(works, kBlocksALaunch); launch.blocks > 0;
       launch = nextLaunch(launch, works, kBlocksALaunch)) {
    searchNodes<<<launch.blocks, kBlockThreads, 0, stream>>>(task, launch.first);
    if (const auto error = cudaGetLastError(); error != cudaSuccess) return error;
  }
  const auto blocks = stridingBlocks(bounds, kBlockThreads, kBlocksALaunch);
  sumBounds<<<blocks, kBlockThreads, 0, stream>>>(task);
  return cudaGetLastError();
}

cudaError_t loadKernels(KernelFigures* figures) {
  // All of them: what is loaded later would find no memory left.
  cudaFuncAttributes other{};
  for (const void* kernel :
       {reinterpret_cast<const void*>(finishScores), reinterpret_cast<const void*>(searchNodes),
        reinterpret_cast<const void*>(sumBounds)}) {
    if (const auto error = cudaFuncGetAttributes(&other, kernel); error != cudaSuccess)
      return error;
  }
  cudaFuncAttributes score{};
  if (const auto error = cudaFuncGetAttributes(&score, scoreNodes); error != cudaSuccess)
    return error;
  if (figures == nullptr) return cudaSuccess;
  figures->registers = score.numRegs;
  figures->sharedBytes = static_cast<int>(score.sharedSizeBytes);
  figures->spilledBytes = static_cast<int>(score.localSizeBytes);
  return cudaOccupancyMaxActiveBlocksPerMultiprocessor(&figures->blocksResident, scoreNodes,
                                                       kBlockThreads, 0);
}

}  // namespace nblast::cuda
