// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace nblast {

/// PATH.parts: the scored pairs of a sparse score file, as they came, until they become rows.
/// Blocks are appended as runs of pairs, each with its checksum; the last run of a block says so,
/// and what comes after the last whole block does not count.
class SparseParts {
 public:
  /// What the pairs are of.
  struct Owner {
    std::string token;  ///< the score file's
    std::int64_t queries = 0, targets = 0;
    bool allByAll = false;
  };

  /// Starts an empty file. @throws IoError
  static std::unique_ptr<SparseParts> create(const std::filesystem::path& path, const Owner& owner);
  /// Opens parts that another writer has left, and drops what is not whole. Starts an empty file
  /// where there is none, or one that belongs to another score file. @throws IoError
  static std::unique_ptr<SparseParts> open(const std::filesystem::path& path, const Owner& owner);

  /// @throws IoError: the block does not count then, and another may be appended
  void append(std::span<const ScoredPair> pairs, bool reverse);
  /// Calls visit for each run in turn. @throws IoError also if one is damaged
  void visit(const SparseScoreFileWriter::Visit& visit) const;

  /// Pairs in forward blocks.
  std::int64_t forwardPairs() const { return forwardPairs_; }
  /// For each query how many scores against targets there are, and (an all-by-all: of targets
  /// against it) how many the other way round.
  const std::vector<std::uint32_t>& forwardCounts() const { return forwardCounts_; }
  const std::vector<std::uint32_t>& reverseCounts() const { return reverseCounts_; }

  /// After a rename: what messages call the file from here on.
  void setPath(const std::filesystem::path& path) { file_->setPath(path); }

 private:
  struct Run;
  SparseParts(std::unique_ptr<PosixFile> file, const Owner& owner);
  void start();
  void recover();
  bool belongsToOwner() const;
  void count(std::span<const ScoredPair> pairs, bool reverse);
  bool readRun(std::uint64_t byteOffset, Run& run, std::vector<ScoredPair>& pairs) const;

  std::unique_ptr<PosixFile> file_;
  Owner owner_;
  std::uint64_t end_ = 0;
  std::int64_t forwardPairs_ = 0;
  std::vector<std::uint32_t> forwardCounts_, reverseCounts_;
};

}  // namespace nblast
