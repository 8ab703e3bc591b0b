// SPDX-License-Identifier: BSD-3-Clause
// Tangents for scalar. Only headers without shared code may come in here.
#include "compute/neuron/TangentKernel.hpp"

namespace nblast {

void runTangentsScalar(const TangentTask& task) {
  runTangents<TangentLanes<2>>(task);
}

}  // namespace nblast
