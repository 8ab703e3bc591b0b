// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/platform/Hdf5.hpp"

#include <cstdint>
#include <string>

/// What the writer and the reader of /scores/sparse must agree on.
namespace nblast::layout {

/// The attributes of /scores/sparse.
struct SparseHead {
  SparseLimits limits;
  SparseCounts counts;
  bool complete = false;
  bool reverse = false;  ///< with the other direction
  std::string token;     ///< random; parts with the same token belong to this file
};

/// One array of the compressed sparse rows: where its bytes and their checksums are.
struct SparseArray {
  std::uint64_t byteOffset = 0, bytes = 0, checksums = 0;
};

/// Bytes that one checksum covers.
constexpr std::uint64_t kPieceBytes = std::uint64_t{1} << 20;
inline std::uint64_t piecesOf(const SparseArray& array) {
  return (array.bytes + kPieceBytes - 1) / kPieceBytes;
}

struct SparseArrays {
  SparseArray indptr;   ///< int64 [queries + 1]
  SparseArray indices;  ///< int32 [kept]
  SparseArray forward;  ///< float32 [kept]
  SparseArray reverse;  ///< float32 [kept], or nothing
};

/// /scores/sparse as it was found in a file.
struct FoundSparse {
  SparseHead head;
  SparseArrays arrays;  ///< of a complete file
};

/// /scores/sparse without its arrays, not complete. @param targets for the matrix' shape
void createSparseHead(hid_t file, const SparseHead& head, std::int64_t queries,
                      std::int64_t targets);

/// Adds the arrays, with their byteOffsets taken but nothing written, and says that all is
/// complete.
SparseArrays addSparseArrays(hid_t file, const SparseHead& head, std::int64_t queries);

bool isSparse(hid_t file);
/// @throws hdf5::Failure naming what is wrong
FoundSparse findSparse(hid_t file, std::int64_t queries, std::int64_t targets);

}  // namespace nblast::layout
