// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Dotprops.hpp"
#include "compute/scorefile/ScoreFileLayout.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"

namespace nblast {

/// Fills one side's geometry arrays, neuron by neuron. @throws IoError
void writeGeometry(PosixFile& file, const layout::GeometryPlaces& places, const PreparedSet& set);

}  // namespace nblast
