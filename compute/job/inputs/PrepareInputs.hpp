// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/job/JobSpec.hpp"
#include "compute/job/inputs/JobInputs.hpp"
#include "compute/job/inputs/LoadedInputs.hpp"

namespace nblast {

/// Reads what is not loaded yet, settles the units and has the job's method make dotprops, on the
/// calling arena's threads. What is read here goes as it is prepared; what is loaded stays, and
/// what is made of it goes to the cache, if there is one.
/// @throws InputError if a unit is in doubt, or a side has no neuron that can be scored
/// @throws Cancelled
JobInputs prepareInputs(const JobSpec& spec, const LoadedInputs& loaded, JobControl& control);

}  // namespace nblast
