// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scoring/ScoreTable.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

/// A score table from a file, with what its user should know about it.
struct ScoreTableFile {
  ScoreTable table;
  /// A sentence for each axis that does not span what it should.
  std::vector<std::string> notes;
};

/// Reads a table as navis and R write it, as CSV: the first row holds the bins of |dot|, the first
/// column those of the distance in µm, each as an interval "(a,b]" or "[a,b)". Bins abut and
/// ascend; all brackets of a file agree and become table.closed. The first and last edge of an
/// axis are dropped: outer bins are open. Named after the file.
/// @throws InputError with file, line and reason; IoError
ScoreTableFile readScoreTable(const std::filesystem::path& path);

/// Reads such a table from text. @param source what messages call the file
ScoreTableFile parseScoreTable(std::string_view text, const std::string& source);

}  // namespace nblast
