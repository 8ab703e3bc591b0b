#pragma once
#include "compute/neuron/Dotprops.hpp"
#include "compute/store/PosixFile.hpp"
#include "compute/store/ScoreFileLayout.hpp"

namespace nblast {

/// Fills one side's geometry arrays, neuron by neuron. @throws IoError
void writeGeometry(PosixFile& file, const layout::GeometryPlaces& places, const PreparedSet& set);

}  // namespace nblast
