// SPDX-License-Identifier: BSD-3-Clause
// Tangents for avx512. Only headers without shared code may come in here.
#include "compute/neuron/TangentKernel.hpp"

namespace nblast {

void runTangentsAvx512(const TangentTask& task) {
  runTangents<TangentLanes<8>>(task);
}

}  // namespace nblast
