// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Dotprops.hpp"

#include <string>

namespace nblast {

/// XXH3 (128 bits) of a neuron's points, tangents and alphas as stored: 32 hexadecimal digits.
std::string fingerprint(const Dotprops& dotprops);

}  // namespace nblast
