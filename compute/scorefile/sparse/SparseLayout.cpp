// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/SparseLayout.hpp"

#include "compute/scorefile/platform/Hdf5Read.hpp"

#include <fmt/format.h>

#include <cmath>

namespace nblast::layout {

namespace {

using hdf5::Handle;

/// Calls visit(name, HDF5 type, bytes of a number, how many, member of SparseArrays) for each
/// array.
template <class Visit>
void forEachArray(const SparseHead& head, std::int64_t queries, Visit visit) {
  visit("indptr", H5T_STD_I64LE, sizeof(std::int64_t), queries + 1, &SparseArrays::indptr);
  visit("indices", H5T_STD_I32LE, sizeof(std::int32_t), head.counts.kept, &SparseArrays::indices);
  visit("forward", H5T_IEEE_F32LE, sizeof(float), head.counts.kept, &SparseArrays::forward);
  if (head.reverse)
    visit("reverse", H5T_IEEE_F32LE, sizeof(float), head.counts.kept, &SparseArrays::reverse);
}

std::string checksumsOf(const char* name) {
  return fmt::format("{}_crc32c", name);
}

}  // namespace

void createSparseHead(hid_t file, const SparseHead& head, std::int64_t queries,
                      std::int64_t targets) {
  const Handle scores = hdf5::createGroup(file, "scores");
  const Handle group = hdf5::createGroup(scores, "sparse");
  hdf5::setAttribute(
      group, "about",
      "compressed sparse rows: query i has the targets indices[indptr[i]:indptr[i + 1]], rising, "
      "with the scores forward (and reverse: of the target against the query) at the same "
      "byteOffsets; "
      "scipy.sparse.csr_matrix((forward, indices, indptr), shape). Kept are the pairs with a score "
      "of at least threshold in either stored direction, each query's top best forward scores "
      "(itself not counted), and in an all-by-all each neuron against itself. Once complete is 1, "
      "no other pair is within these limits.");
  if (head.limits.above) hdf5::setRealAttribute(group, "threshold", *head.limits.above);
  if (head.limits.top) hdf5::setAttribute(group, "top", *head.limits.top);
  hdf5::setAttribute(group, "complete", 0);
  hdf5::setAttribute(group, "both_directions", head.reverse ? 1 : 0);
  hdf5::setAttribute(group, "pairs", head.counts.pairs);
  hdf5::setAttribute(group, "pairs_scored", 0);
  hdf5::setAttribute(group, "pairs_kept", 0);
  hdf5::setAttributes(group, "shape", {queries, targets});
  hdf5::setAttribute(group, "token", head.token);
}

SparseArrays addSparseArrays(hid_t file, const SparseHead& head, std::int64_t queries) {
  const Handle group = hdf5::openGroup(file, "scores/sparse");
  const Handle blocks = hdf5::createGroup(file, "blocks");
  hdf5::setAttribute(blocks, "about",
                     "CRC-32C of each piece of piece_bytes bytes of the arrays in /scores/sparse");
  hdf5::setAttribute(blocks, "piece_bytes", static_cast<std::int64_t>(kPieceBytes));
  SparseArrays arrays;
  forEachArray(
      head, queries,
      [&](const char* name, hid_t type, std::size_t width, std::int64_t count, auto which) {
        SparseArray& array = arrays.*which;
        array.bytes = static_cast<std::uint64_t>(count) * width;
        array.byteOffset = hdf5::reserveDataset(group, name, type, {static_cast<hsize_t>(count)});
        array.checksums = hdf5::reserveDataset(blocks, checksumsOf(name).c_str(), H5T_STD_U32LE,
                                               {piecesOf(array)});
      });
  hdf5::changeAttribute(group, "pairs_scored", head.counts.scored);
  hdf5::changeAttribute(group, "pairs_kept", head.counts.kept);
  hdf5::changeAttribute(group, "complete", 1);
  return arrays;
}

bool isSparse(hid_t file) {
  return hdf5::has(file, "scores") && hdf5::has(file, "scores/sparse");
}

FoundSparse findSparse(hid_t file, std::int64_t queries, std::int64_t targets) {
  const Handle group = hdf5::openGroup(file, "scores/sparse");
  FoundSparse found;
  SparseHead& head = found.head;
  if (hdf5::hasAttribute(group, "threshold"))
    head.limits.above = hdf5::realAttribute(group, "threshold");
  if (hdf5::hasAttribute(group, "top")) head.limits.top = hdf5::integerAttribute(group, "top");
  head.complete = hdf5::integerAttribute(group, "complete") != 0;
  head.reverse = hdf5::integerAttribute(group, "both_directions") != 0;
  head.counts.pairs = hdf5::integerAttribute(group, "pairs");
  head.counts.scored = hdf5::integerAttribute(group, "pairs_scored");
  head.counts.kept = hdf5::integerAttribute(group, "pairs_kept");
  head.token = hdf5::stringAttribute(group, "token");
  const auto isCount = [&](std::int64_t pairs) { return pairs >= 0 && pairs <= queries * targets; };
  if (head.counts.pairs != queries * targets || !isCount(head.counts.kept) ||
      !isCount(head.counts.scored)) {
    throw hdf5::Failure(
        "the pairs that /scores/sparse counts do not fit the numbers of queries and targets");
  }
  if ((head.limits.above && std::isnan(*head.limits.above)) ||
      (head.limits.top && *head.limits.top < 1)) {
    throw hdf5::Failure("/scores/sparse has a limit that means nothing");
  }
  if (!head.complete) return found;
  const Handle blocks = hdf5::openGroup(file, "blocks");
  if (hdf5::integerAttribute(blocks, "piece_bytes") != static_cast<std::int64_t>(kPieceBytes))
    throw hdf5::Failure("its checksums are for pieces of another size");
  forEachArray(
      head, queries,
      [&](const char* name, hid_t type, std::size_t width, std::int64_t count, auto which) {
        SparseArray& array = found.arrays.*which;
        array.bytes = static_cast<std::uint64_t>(count) * width;
        array.byteOffset = hdf5::byteOffsetOf(group, name, type, {static_cast<hsize_t>(count)});
        array.checksums =
            hdf5::byteOffsetOf(blocks, checksumsOf(name).c_str(), H5T_STD_U32LE, {piecesOf(array)});
      });
  return found;
}

}  // namespace nblast::layout
