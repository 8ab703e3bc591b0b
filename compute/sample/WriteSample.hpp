// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/sample/Sample.hpp"

#include <filesystem>

namespace nblast {

/// Writes the whole set: swc/TYPE_SIDE_NUMBER.swc (beyond 10,000 neurons swc/000/... with 1,000
/// each), neuropil.obj (µm) and, last, metadata.csv (name, type, side): a set without it was cut
/// short by a kill; one that is cancelled or fails goes away again. On all threads of the calling
/// arena; progress: one per neuron, in Phase::Grow.
/// @throws InputError if the folder exists and is not empty, or the options are out of range;
/// IoError; Cancelled
void writeSample(const SampleOptions& options, const std::filesystem::path& folder,
                 JobControl& control);

}  // namespace nblast
