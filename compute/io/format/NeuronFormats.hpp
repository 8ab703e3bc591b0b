// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/FileType.hpp"
#include "compute/io/ReadAllowance.hpp"
#include "compute/neuron/Neuron.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace nblast {

/// One format in which files hold neurons. Everything that finds, reads, offers or names files of
/// neurons goes by the table of these.
struct NeuronFormat : FileType {
  /// As sentences name it: "SWC".
  std::string_view name;
  /// Whether a decoded text is of this format; null where the ending says enough. Formats that
  /// share an ending are told apart by it, and in folders and archives a file that no format
  /// recognises is passed over. Never throws but Cancelled.
  bool (*sniff)(std::string_view text, const ReadAllowance& allowance);
  /// Reads a decoded text. What the neuron takes is taken from the allowance.
  /// @param source what messages call the file
  /// @throws InputError with source and line; BudgetSpent, Cancelled
  Neuron (*parse)(std::string_view text, const std::string& source, ReadAllowance& allowance);
};

/// The table. Of formats that share an ending, the more special one comes first.
const std::vector<NeuronFormat>& neuronFormats();

/// The format that a file's name says, and, where formats share its ending, the last of them.
/// @return null for other endings, and for a name that is nothing but an ending
const NeuronFormat* formatByName(std::string_view name);

/// The first format whose ending the name has and which recognises the text, as far as it was
/// decoded. @return null if there is none
const NeuronFormat* formatByText(std::string_view name, std::string_view text,
                                 const ReadAllowance& allowance);

}  // namespace nblast
