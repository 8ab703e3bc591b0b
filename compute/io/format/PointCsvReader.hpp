// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"
#include "compute/neuron/Neuron.hpp"

#include <string>
#include <string_view>

namespace nblast {

/// Whether a CSV's header names x, y and z. A table with a column of names holds a neuron per row,
/// not a point: no. Never throws but Cancelled.
bool looksLikePointCsv(std::string_view text, const ReadAllowance& allowance);

/// Whether it names a column of tangents, too. Never throws but Cancelled.
bool looksLikeDotpropsCsv(std::string_view text, const ReadAllowance& allowance);

/// Reads a CSV text that is decoded already, dotprops or points alone as its header says. What the
/// neuron takes is taken from the allowance.
/// @throws InputError with source and line; BudgetSpent, Cancelled
Neuron parsePointCsvText(std::string_view text, const std::string& source,
                         ReadAllowance& allowance);

/// Reads a whole CSV file in memory, in any encoding, without any limit.
/// @throws InputError with source and line
Neuron parsePointCsv(std::string_view bytes, const std::string& source);

}  // namespace nblast
