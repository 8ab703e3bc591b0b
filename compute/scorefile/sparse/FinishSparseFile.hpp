// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/sparse/SparseCsr.hpp"
#include "compute/scorefile/sparse/SparseLayout.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace nblast {

/// The closing facts and where they go.
struct ReportAtOffset {
  std::uint64_t byteOffset = 0;
  std::string json;
};

/// Makes a copy of the incomplete file, adds the rows to it, and moves it to the path: whoever
/// looks finds the one or the other.
/// @param head what the file says of itself: limits, counts
/// @throws IoError: the incomplete file is as it was, and nothing else is left
void putFinishedFile(const std::filesystem::path& path, const PosixFile& incomplete,
                     const SparseCsr& csr, const layout::SparseHead& head,
                     const ReportAtOffset& report);

}  // namespace nblast
