// SPDX-License-Identifier: BSD-3-Clause
// The tile search for scalar. Only headers without shared code may come in here.
#include "compute/search/LanesScalar.hpp"
#include "compute/search/TileKernel.hpp"

namespace nblast {

void runKernelScalar(const KernelTask& task) {
  TileKernel<scalar::Lanes>(task).run();
}

}  // namespace nblast
