// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string_view>
#include <vector>

namespace nblast {

/// Cuts a row of a CSV file into fields, which are views into the row. Blanks around a field and
/// the quotation marks that enclose it do not belong to it; a separator within quotation marks
/// does. Quotation marks that are doubled within a field stay doubled: names of columns, numbers
/// and bins have none.
/// @param[out] fields replaced; a row that ends in a separator has an empty last field
/// @return false where a quotation mark is not closed: the last field then goes to the row's end
bool cutCsvRow(std::string_view row, char separator, std::vector<std::string_view>& fields);

}  // namespace nblast
