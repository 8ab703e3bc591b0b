// SPDX-License-Identifier: BSD-3-Clause
// The tile search and the bounds of pairs for avx2. Only headers without shared code may come in
// here.
#include "compute/search/kernel/LanesAvx2.hpp"
#include "compute/search/kernel/TileKernel.hpp"
#include "compute/search/kernel/VoxelKernel.hpp"

namespace nblast {

void runKernelAvx2(const KernelTask& task) {
  TileKernel<avx2::Lanes>(task).run();
}

void runVoxelsAvx2(const VoxelTask& task) {
  VoxelKernel<avx2::Lanes>(task).run();
}

void sumVoxelsAvx2(const VoxelList& list, const std::int16_t* rows, std::int32_t* sums) {
  sumVoxels<avx2::Lanes>(list, rows, sums);
}

}  // namespace nblast
