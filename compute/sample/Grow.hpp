// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/sample/Arbour.hpp"
#include "compute/sample/CellTypes.hpp"

namespace nblast::sample {

/// @throws InputError, see growSampleNeuron
void checkOptions(const SampleOptions& options);

/// TYPE_SIDE_NUMBER, e.g. AL0007_L_03
std::string cellName(const CellType& type, const CellIdentity& cell);

/// The i-th neuron with its SWC labels: coordinates and radii in whole nanometres.
GrownSkeleton growSkeleton(const SampleOptions& options, std::int64_t i);

/// A length as whole nanometres, rounded half up.
inline std::int64_t nanometres(double um) {
  return static_cast<std::int64_t>(std::floor(um * 1000 + 0.5));
}

}  // namespace nblast::sample
