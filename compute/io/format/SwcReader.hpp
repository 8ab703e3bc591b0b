// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"
#include "compute/neuron/Neuron.hpp"

#include <string>
#include <string_view>

namespace nblast {

/// A SWC text that is decoded already. What the neuron takes, and its parser beside it, are taken
/// from the allowance.
/// @throws InputError with source and line; BudgetSpent, Cancelled
Neuron parseSwcText(std::string_view text, const std::string& source, ReadAllowance& allowance);

}  // namespace nblast
