// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/FinishSparseFile.hpp"

#include "compute/base/Error.hpp"
#include "compute/scorefile/NewScoreFile.hpp"
#include "compute/scorefile/platform/Checksum.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace nblast {

namespace {

/// Shares the bytes where the file system can, else copies them.
void copyFile(const PosixFile& from, PosixFile& to) {
  const std::uint64_t size = from.size();
  off_t read = 0, written = 0;
  while (static_cast<std::uint64_t>(read) < size) {
    const auto rest = static_cast<std::size_t>(size - static_cast<std::uint64_t>(read));
    if (::copy_file_range(from.descriptor(), &read, to.descriptor(), &written, rest, 0) <= 0) break;
  }
  std::vector<char> buffer(std::size_t{4} << 20);
  for (auto byteOffset = static_cast<std::uint64_t>(read); byteOffset < size;
       byteOffset += buffer.size()) {
    const auto bytes =
        static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), size - byteOffset));
    from.readAt(byteOffset, buffer.data(), bytes);
    to.writeAt(byteOffset, buffer.data(), bytes);
  }
}

layout::SparseArrays addArrays(const std::filesystem::path& unfinished,
                               const std::filesystem::path& path, const layout::SparseHead& head,
                               std::int64_t queries) {
  try {
    const hdf5::Session session;
    hdf5::Handle file = hdf5::openFileForWriting(unfinished.string());
    const auto arrays = layout::addSparseArrays(file, head, queries);
    file.close();
    return arrays;
  } catch (const hdf5::Failure& failure) {
    throw IoError(fmt::format("{}: cannot be finished: {}", path.string(), failure.what()));
  }
}

/// @param read puts bytes of the array, from an offset on, into a buffer
template <class Read>
void writeArray(PosixFile& file, const layout::SparseArray& array, Read read) {
  std::vector<char> piece(static_cast<std::size_t>(std::min(array.bytes, layout::kPieceBytes)));
  std::vector<std::uint32_t> checksums;
  for (std::uint64_t offset = 0; offset < array.bytes; offset += layout::kPieceBytes) {
    const auto bytes =
        static_cast<std::size_t>(std::min(layout::kPieceBytes, array.bytes - offset));
    read(offset, piece.data(), bytes);
    checksums.push_back(crc32c(piece.data(), bytes));
    file.writeAt(array.byteOffset + offset, piece.data(), bytes);
  }
  file.writeAt(array.checksums, checksums.data(), checksums.size() * sizeof(std::uint32_t));
}

}  // namespace

void putFinishedFile(const std::filesystem::path& path, const PosixFile& incomplete,
                     const SparseCsr& csr, const layout::SparseHead& head,
                     const ReportAtOffset& report) {
  TemporaryName unfinished(path.string() + ".finishing");
  PosixFile file(unfinished.path(), O_RDWR | O_CREAT | O_TRUNC, 0666);
  file.setPath(path);
  copyFile(incomplete, file);
  const auto arrays =
      addArrays(unfinished.path(), path, head, static_cast<std::int64_t>(csr.indptr.size()) - 1);
  reserveRoom(file, path);
  writeArray(file, arrays.indptr, [&](std::uint64_t offset, char* to, std::size_t bytes) {
    std::memcpy(to, reinterpret_cast<const char*>(csr.indptr.data()) + offset, bytes);
  });
  const auto writeSpilled = [&file](const layout::SparseArray& array, const ArraySpill& spill) {
    writeArray(file, array, [&spill](std::uint64_t offset, char* to, std::size_t bytes) {
      spill.read(offset, to, bytes);
    });
  };
  writeSpilled(arrays.indices, csr.indices);
  writeSpilled(arrays.forward, csr.forward);
  if (head.reverse) writeSpilled(arrays.reverse, csr.reverse);
  writeReport(file, report.byteOffset, report.json);
  file.sync();
  unfinished.moveTo(path, ExistingFile::Overwrite);
}

}  // namespace nblast
