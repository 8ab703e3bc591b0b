// SPDX-License-Identifier: BSD-3-Clause
// The tile search for avx2. Only headers without shared code may come in here.
#include "compute/search/LanesAvx2.hpp"
#include "compute/search/TileKernel.hpp"

namespace nblast {

void runKernelAvx2(const KernelTask& task) {
  TileKernel<avx2::Lanes>(task).run();
}

}  // namespace nblast
