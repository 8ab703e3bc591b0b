// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/platform/PosixFile.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace nblast {

/// One score on its way to its row.
struct RowEntry {
  std::int32_t row, column;
  float score;
};

/// Entries sorted into regions of known sizes, on disk: one pass over all of them, then one region
/// at a time. Each region has a buffer; where the buffers hold everything there is no file.
class SparseSpill {
 public:
  /// @param beside the temporary file goes into this one's folder
  /// @param sizes entries of each region @param bufferBytes memory for all regions' buffers
  SparseSpill(std::filesystem::path beside, const std::vector<std::uint64_t>& sizes,
              std::int64_t bufferBytes);

  /// @throws IoError (a full disk)
  void add(std::size_t region, const RowEntry& entry) {
    Region& to = regions_[region];
    to.buffer.push_back(entry);
    if (to.buffer.size() == to.capacity && to.capacity < to.size) flush(to);
  }
  /// No more entries: if there is a file, everything goes there and the buffers' memory is freed.
  void close();

  /// Calls visit(entries) for pieces of a region. @throws IoError
  template <class Visit>
  void read(std::size_t region, Visit visit) const {
    const Region& from = regions_[region];
    std::vector<RowEntry> piece;
    for (std::uint64_t first = 0; first < from.written; first += kPieceEntries) {
      piece.resize(static_cast<std::size_t>(std::min(kPieceEntries, from.written - first)));
      file_->readAt((from.first + first) * sizeof(RowEntry), piece.data(),
                    piece.size() * sizeof(RowEntry));
      visit(std::span<const RowEntry>(piece));
    }
    visit(std::span<const RowEntry>(from.buffer));
  }

 private:
  struct Region {
    std::uint64_t first = 0, size = 0, written = 0;  ///< in entries of the file
    std::size_t capacity = 0;
    std::vector<RowEntry> buffer;
  };
  static constexpr std::uint64_t kPieceEntries = std::uint64_t{1} << 16;

  void flush(Region& region);

  std::filesystem::path beside_;
  std::vector<Region> regions_;
  std::unique_ptr<PosixFile> file_;
};

/// An array that is written from its beginning to its end, and read once its length is known.
class ArraySpill {
 public:
  explicit ArraySpill(const std::filesystem::path& beside) : file_(namelessFile(beside)) {}

  template <class Value>
  void add(Value value) {
    const auto* bytes = reinterpret_cast<const char*>(&value);
    buffer_.insert(buffer_.end(), bytes, bytes + sizeof(value));
    if (buffer_.size() >= kFlushBytes) flush();
  }
  void flush();
  void read(std::uint64_t offset, void* data, std::size_t bytes) const {
    file_->readAt(offset, data, bytes);
  }

 private:
  static constexpr std::size_t kFlushBytes = std::size_t{1} << 20;

  std::unique_ptr<PosixFile> file_;
  std::uint64_t written_ = 0;
  std::vector<char> buffer_;
};

}  // namespace nblast
