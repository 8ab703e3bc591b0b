// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/ScoreFileLayout.hpp"

#include "compute/scorefile/platform/Hdf5Read.hpp"

#include <algorithm>
#include <array>

namespace nblast::layout {

namespace {

/// @return 0 if the chunk is not there or is filtered
std::uint64_t askForChunk(hid_t scores, const ChunkGrid& grid, std::int64_t chunk) {
  const std::array<hsize_t, 2> corner{
      static_cast<hsize_t>(chunk / grid.columnChunks() * grid.chunkRows),
      static_cast<hsize_t>(chunk % grid.columnChunks() * grid.chunkColumns)};
  unsigned filters = 0;
  haddr_t byteOffset = HADDR_UNDEF;
  hsize_t bytes = 0;
  hdf5::checked(H5Dget_chunk_info_by_coord(scores, corner.data(), &filters, &byteOffset, &bytes));
  return byteOffset == HADDR_UNDEF || bytes != static_cast<hsize_t>(grid.chunkBytes()) ? 0
                                                                                       : byteOffset;
}

}  // namespace

std::vector<std::uint64_t> askForChunks(hid_t scores, const ChunkGrid& grid) {
  constexpr std::int64_t kAskable = 100'000;  // about a minute
  if (grid.chunks() > kAskable)
    throw hdf5::Failure(
        "its list of blocks is missing or wrong, and there are too many to ask for");
  std::vector<std::uint64_t> byteOffsets(static_cast<std::size_t>(grid.chunks()));
  for (std::int64_t chunk = 0; chunk < grid.chunks(); ++chunk) {
    const std::uint64_t byteOffset = askForChunk(scores, grid, chunk);
    if (byteOffset == 0) throw hdf5::Failure("a block of scores has no place in the file");
    byteOffsets[static_cast<std::size_t>(chunk)] = byteOffset;
  }
  return byteOffsets;
}

std::vector<std::uint64_t> findChunks(hid_t file, hid_t scores, const ChunkGrid& grid,
                                      const MatrixNames& names) {
  const auto address = std::string("blocks/") + names.address;
  if (!hdf5::has(file, address.c_str())) return askForChunks(scores, grid);
  std::vector<std::uint64_t> byteOffsets(static_cast<std::size_t>(grid.chunks()));
  hdf5::readDataset(file, address.c_str(), H5T_NATIVE_UINT64, byteOffsets.size(),
                    byteOffsets.data());
  const auto isInside = [end =
                             hdf5::fileBytes(file) - static_cast<std::uint64_t>(grid.chunkBytes())](
                            std::uint64_t byteOffset) { return byteOffset <= end; };
  if (!std::all_of(byteOffsets.begin(), byteOffsets.end(), isInside))
    return askForChunks(scores, grid);
  constexpr std::int64_t kSamples = 50;
  for (std::int64_t sample = 0; sample < kSamples; ++sample) {
    const std::int64_t chunk = sample * (grid.chunks() - 1) / (kSamples - 1);
    if (askForChunk(scores, grid, chunk) != byteOffsets[static_cast<std::size_t>(chunk)])
      return askForChunks(scores, grid);
  }
  return byteOffsets;
}

}  // namespace nblast::layout
