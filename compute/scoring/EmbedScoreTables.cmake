# SPDX-License-Identifier: BSD-3-Clause
# Writes a C++ source that holds the given score tables as text.
#   cmake -DOUTPUT=x.cpp -DTABLES="a.json|b.json" -P EmbedScoreTables.cmake
string(REPLACE "|" ";" tables "${TABLES}")
set(code "// Made by EmbedScoreTables.cmake from resources/score-tables. Do not edit.\n")
string(APPEND code "#include \"compute/scoring/EmbeddedTables.hpp\"\n\nnamespace nblast {\n\n")
string(APPEND code "const std::vector<std::string_view>& embeddedScoreTables() {\n")
string(APPEND code "  static const std::vector<std::string_view> tables = {\n")
foreach(table IN LISTS tables)
  file(READ "${table}" text)
  string(APPEND code "      R\"table(${text})table\",\n")
endforeach()
string(APPEND code "  };\n  return tables;\n}\n\n}  // namespace nblast\n")
file(WRITE "${OUTPUT}" "${code}")
