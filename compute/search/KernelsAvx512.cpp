// SPDX-License-Identifier: BSD-3-Clause
// The tile search for avx512. Only headers without shared code may come in here.
#include "compute/search/LanesAvx512.hpp"
#include "compute/search/TileKernel.hpp"

namespace nblast {

void runKernelAvx512(const KernelTask& task) {
  TileKernel<avx512::Lanes>(task).run();
}

}  // namespace nblast
