// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/dense/ChunkGrid.hpp"
#include "compute/scorefile/platform/Hdf5.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

/// What the writer and the reader of a score file must agree on.
namespace nblast::layout {

constexpr const char* kFormat = "nblast score file";
constexpr std::int64_t kFormatVersion = 1;
constexpr std::size_t kReportBytes =
    std::size_t{64} * 1024;  ///< /job_report: fixed, so that closing facts need no HDF5

constexpr std::uint8_t kChunkPending = 0;
constexpr std::uint8_t kChunkDone = 1;

constexpr std::int32_t kNoLinks = -2;  ///< in geometry/parent: the neuron is a cloud

/// Where the bytes of one side's geometry begin in the file.
struct GeometryOffsets {
  std::uint64_t points = 0, parent = 0, radius = 0, tangent = 0, alpha = 0;
};

/// Where one matrix of scores begins, and where the states of its chunks are.
struct MatrixOffsets {
  std::vector<std::uint64_t> chunks;  ///< [row chunk, column chunk]
  std::uint64_t state = 0, crc32c = 0;
};

/// Where everything begins that is written or read without HDF5.
struct FileOffsets : MatrixOffsets {
  MatrixOffsets reverse;  ///< no chunks: not stored
  std::uint64_t report = 0;
  bool hasReverse() const { return !reverse.chunks.empty(); }
};

/// What a matrix's datasets are called: scores in /scores, the others in /blocks.
struct MatrixNames {
  const char *scores, *state, *crc32c, *address;
};
constexpr MatrixNames kForwardNames{"forward", "state", "crc32c", "address"};
constexpr MatrixNames kReverseNames{"reverse", "reverse_state", "reverse_crc32c",
                                    "reverse_address"};

/// Calls visit(name, HDF5 type, width, member of GeometryOffsets) for each geometry array [points]
/// or [points, width].
template <class Visit>
void forEachGeometryArray(Visit visit) {
  visit("points", H5T_IEEE_F32LE, 3, &GeometryOffsets::points);
  visit("parent", H5T_STD_I32LE, 1, &GeometryOffsets::parent);
  visit("radius", H5T_IEEE_F32LE, 1, &GeometryOffsets::radius);
  visit("tangent", H5T_IEEE_F32LE, 3, &GeometryOffsets::tangent);
  visit("alpha", H5T_IEEE_F32LE, 1, &GeometryOffsets::alpha);
}

inline hdf5::Shape geometryShape(std::int64_t points, int width) {
  hdf5::Shape shape{static_cast<hsize_t>(points)};
  if (width > 1) shape.push_back(static_cast<hsize_t>(width));
  return shape;
}

/// Asks HDF5 for the byte offset of every chunk. Its cost grows with the square of the number of
/// chunks: 10 ms for 20,000 x 20,000 scores, 7 s for 100,000 x 100,000.
std::vector<std::uint64_t> askForChunks(hid_t scores, const ChunkGrid& grid);

/// From how many chunks on the byteOffsets are also kept as /blocks/address.
constexpr std::int64_t kManyChunks = 2000;

/// The byte offset of every chunk, in milliseconds: from the list of addresses where there is one
/// and a sample proves it right (a file that another program has rewritten has its chunks
/// elsewhere), else by asking.
std::vector<std::uint64_t> findChunks(hid_t file, hid_t scores, const ChunkGrid& grid,
                                      const MatrixNames& names);

}  // namespace nblast::layout
