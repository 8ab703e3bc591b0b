// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Method.hpp"

namespace nblast {

/// NBLAST (Costa et al. 2016): points of the neuron's course with the tangents from their nearest
/// neighbours, scored by one of the tables of the paper, the formula v1 or a table from a file.
Method nblastMethod();

}  // namespace nblast
