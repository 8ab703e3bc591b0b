// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"
#include "compute/neuron/Neuron.hpp"

#include <string>
#include <string_view>

namespace nblast {

/// Whether a CSV's header names x, y and z: in folders and archives other tables (metadata.csv) are
/// passed over. Never throws but Cancelled.
bool looksLikePointCsv(std::string_view text, const ReadAllowance& allowance);

/// A CSV text that is decoded already. What the neuron takes is taken from the allowance.
/// @throws InputError with source and line; BudgetSpent, Cancelled
Neuron parsePointCsvText(std::string_view text, const std::string& source,
                         ReadAllowance& allowance);

}  // namespace nblast
