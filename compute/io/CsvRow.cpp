// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/CsvRow.hpp"

#include "compute/io/NumberText.hpp"

#include <cstddef>

namespace nblast {

bool cutCsvRow(std::string_view row, char separator, std::vector<std::string_view>& fields) {
  fields.clear();
  for (;;) {
    bool quoted = false;
    std::size_t end = 0;
    for (; end < row.size() && (quoted || row[end] != separator); ++end)
      if (row[end] == '"') quoted = !quoted;
    std::string_view field = trimmed(row.substr(0, end));
    if (field.size() >= 2 && field.front() == '"' && field.back() == '"')
      field = trimmed(field.substr(1, field.size() - 2));
    fields.push_back(field);
    if (end >= row.size()) return !quoted;
    row.remove_prefix(end + 1);
  }
}

}  // namespace nblast
