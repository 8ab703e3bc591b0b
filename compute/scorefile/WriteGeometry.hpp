// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/PreparedSet.hpp"
#include "compute/scorefile/ScoreFileLayout.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"

namespace nblast {

/// Fills one side's geometry arrays, neuron by neuron. @throws IoError
void writeGeometry(PosixFile& file, const layout::GeometryOffsets& byteOffsets,
                   const PreparedSet& set);

}  // namespace nblast
