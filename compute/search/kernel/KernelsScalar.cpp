// SPDX-License-Identifier: BSD-3-Clause
// The tile search and the bounds of pairs for scalar. Only headers without shared code may come in
// here.
#include "compute/search/kernel/LanesScalar.hpp"
#include "compute/search/kernel/TileKernel.hpp"
#include "compute/search/kernel/VoxelKernel.hpp"

namespace nblast {

void runKernelScalar(const KernelTask& task) {
  TileKernel<scalar::Lanes>(task).run();
}

void runVoxelsScalar(const VoxelTask& task) {
  VoxelKernel<scalar::Lanes>(task).run();
}

void sumVoxelsScalar(const VoxelList& list, const std::int16_t* rows, std::int32_t* sums) {
  sumVoxels<scalar::Lanes>(list, rows, sums);
}

}  // namespace nblast
