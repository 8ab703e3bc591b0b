// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"
#include "compute/neuron/Neuron.hpp"

#include <string>
#include <string_view>

namespace nblast {

/// Reads a SWC text that is decoded already. What the neuron takes, and its parser beside it, is
/// taken from the allowance.
/// @throws InputError with source and line; BudgetSpent, Cancelled
Neuron parseSwcText(std::string_view text, const std::string& source, ReadAllowance& allowance);

/// Reads a whole SWC file in memory, in any encoding and dialect of the field, without any limit.
/// @param source what messages call the file
/// @throws InputError with source and line
Neuron parseSwc(std::string_view bytes, const std::string& source);

}  // namespace nblast
