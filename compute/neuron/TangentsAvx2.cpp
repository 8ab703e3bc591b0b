// SPDX-License-Identifier: BSD-3-Clause
// Tangents for avx2. Only headers without shared code may come in here.
#include "compute/neuron/TangentKernel.hpp"

namespace nblast {

void runTangentsAvx2(const TangentTask& task) {
  runTangents<TangentLanes<4>>(task);
}

}  // namespace nblast
