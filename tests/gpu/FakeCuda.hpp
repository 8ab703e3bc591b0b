// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// The CUDA runtime of a machine that is made up: FakeCuda.cpp defines those of its functions that
// compute calls, so a test that links it runs the host's side of the engine where there is no GPU.
// Kernels run on the host executor. What a stream is told happens when the stream is waited for.
#include <cuda_runtime_api.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace nblast::fake {

struct Gpu {
  std::string name = "Large Device";
  int major = 9, minor = 0;
  std::int64_t totalBytes = std::int64_t{1} << 30;
  std::int64_t othersBytes = 0;               ///< that other programs have taken
  cudaError_t propertiesError = cudaSuccess;  ///< what cudaGetDeviceProperties answers
  cudaError_t contextError = cudaSuccess;     ///< what the first call answers that needs a context
  cudaError_t loadError = cudaSuccess;        ///< what loading the kernels answers
  std::int64_t launchesBeforeError = INT64_MAX;  ///< the launch after these fails, which shows late
};

/// What there is, and what it answers.
struct Machine {
  std::vector<Gpu> gpus;
  int driverVersion = 13000;
  cudaError_t driverError = cudaSuccess;  ///< what cudaDriverGetVersion answers
  cudaError_t countError = cudaSuccess;   ///< what cudaGetDeviceCount answers
  /// What functions of these names answer instead of doing anything.
  std::map<std::string, cudaError_t> failing;
};

/// What the calls so far have left, by GPU.
struct Traces {
  std::vector<bool> contexts;             ///< one was made, by whatever call
  std::vector<std::int64_t> deviceBytes;  ///< taken and not given back
  std::vector<int> launches;
  int hostBuffers = 0;  ///< page-locked, not given back
  int streams = 0;
  int events = 0;
  int onWrongGpu = 0;      ///< a stream, event or memory of one GPU, used while another was current
  int strayAddresses = 0;  ///< copied or cleared outside of memory that was taken
  int wrongHandles = 0;    ///< given back twice, or never taken
};

/// The calls begin anew. The calling thread's current GPU and last error stay its own.
void start(Machine machine);
/// To change what is answered from here on. Not while another thread calls.
Machine& machine();
Traces traces();

}  // namespace nblast::fake
