// SPDX-License-Identifier: BSD-3-Clause
// The tile search and the bounds of pairs for avx512. Only headers without shared code may come in
// here.
#include "compute/search/kernel/LanesAvx512.hpp"
#include "compute/search/kernel/TileKernel.hpp"
#include "compute/search/kernel/VoxelKernel.hpp"

namespace nblast {

void runKernelAvx512(const KernelTask& task) {
  TileKernel<avx512::Lanes>(task).run();
}

void runVoxelsAvx512(const VoxelTask& task) {
  VoxelKernel<avx512::Lanes>(task).run();
}

void sumVoxelsAvx512(const VoxelList& list, const std::int16_t* rows, std::int32_t* sums) {
  sumVoxels<avx512::Lanes>(list, rows, sums);
}

}  // namespace nblast
