// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace nblast {

/// Why a new file of the given size will not fit at a path: "x.h5: the score file needs 4.4 GB, but
/// only 3.0 GB are free on this disk...". Empty if it will. What an old file of that name takes
/// does not count as free: the old one stays until the new one has scores.
/// @param isEstimate the file will likely take so much
std::string roomProblem(const std::filesystem::path& path, std::uint64_t bytes,
                        bool isEstimate = false);

/// @throws IoError with that sentence
void checkRoom(const std::filesystem::path& path, std::uint64_t bytes);

}  // namespace nblast
