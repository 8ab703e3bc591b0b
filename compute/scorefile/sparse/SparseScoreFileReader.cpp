// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/SparseScoreFileReader.hpp"

#include "compute/base/Error.hpp"
#include "compute/scorefile/Direction.hpp"
#include "compute/scorefile/platform/Checksum.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <span>
#include <utility>

namespace nblast {

namespace {

[[noreturn]] void failDamaged(const PosixFile& file) {
  throw IoError(fmt::format(
      "{}: is damaged: indptr or indices of /scores/sparse are not in order; copy it again, or run "
      "the job again",
      file.path().string()));
}

bool isStill(const PosixFile& file) {
  struct stat held {
  }, named{};
  return ::fstat(file.descriptor(), &held) != 0 || ::stat(file.path().c_str(), &named) != 0 ||
         (held.st_ino == named.st_ino && held.st_dev == named.st_dev);
}

/// The value of a kept pair in some direction.
class PairScores {
 public:
  explicit PairScores(Direction direction)
      : direction_(direction),
        needsForward_(direction != Direction::Reverse),
        needsReverse_(direction != Direction::Forward) {}
  bool needsForward() const { return needsForward_; }
  bool needsReverse() const { return needsReverse_; }
  std::vector<float> forward, reverse;

  float at(std::size_t pair) const {
    return combinedScore(direction_, needsForward_ ? forward[pair] : 0.0F,
                         needsReverse_ ? reverse[pair] : 0.0F);
  }

 private:
  Direction direction_;
  bool needsForward_, needsReverse_;
};

}  // namespace

/// The arrays of a complete file.
class SparseScoreFileReader::Rows {
 public:
  Rows(std::shared_ptr<const PosixFile> file, const layout::FoundSparse& found,
       std::uint64_t reportOffset, std::int64_t queries, std::int64_t targets)
      : file_(std::move(file)),
        found_(found),
        reportPlace_(reportOffset),
        targets_(targets),
        indptr_(static_cast<std::size_t>(queries) + 1) {
    file_->readAt(found_.arrays.indptr.byteOffset, indptr_.data(),
                  indptr_.size() * sizeof(std::int64_t));
    if (indptr_.front() != 0 || indptr_.back() != found_.head.counts.kept ||
        !std::is_sorted(indptr_.begin(), indptr_.end())) {
      failDamaged(*file_);
    }
  }

  const SparseCounts& counts() const { return found_.head.counts; }
  std::string report() const { return readReport(*file_, reportPlace_); }

  std::int64_t begin(std::int64_t row) const { return indptr_[static_cast<std::size_t>(row)]; }
  std::int64_t end(std::int64_t row) const { return indptr_[static_cast<std::size_t>(row) + 1]; }

  std::vector<std::int32_t> indices(std::int64_t first, std::int64_t end) const {
    return values<std::int32_t>(found_.arrays.indices, first, end);
  }
  std::vector<float> forward(std::int64_t first, std::int64_t end) const {
    return values<float>(found_.arrays.forward, first, end);
  }
  std::vector<float> reverse(std::int64_t first, std::int64_t end) const {
    return values<float>(found_.arrays.reverse, first, end);
  }

  /// Pairs [first, end) of rows up to nextQuery, to be read at once.
  struct Batch {
    std::int64_t nextQuery, first, end;
  };
  /// As many rows as are worth one read; of a single long one what a rectangle needs.
  Batch batch(std::int64_t query, std::int64_t endQuery, std::int64_t firstTarget,
              std::int64_t endTarget) const {
    Batch batch{query + 1, begin(query), end(query)};
    if (batch.end - batch.first > kLongRow) {
      batch.first = narrowed(batch.first, batch.end, firstTarget);
      batch.end = std::min(batch.end, narrowed(batch.first, batch.end, endTarget) + kNearEnough);
      return batch;
    }
    while (batch.nextQuery < endQuery && end(batch.nextQuery) - batch.first <= kBatchPairs)
      batch.end = end(batch.nextQuery++);
    return batch;
  }
  /// Where a row's pairs begin and end in what was read of a batch.
  std::pair<std::int64_t, std::int64_t> rowIn(const Batch& batch, std::int64_t query) const {
    return {std::max(begin(query), batch.first) - batch.first,
            std::min(end(query), batch.end) - batch.first};
  }

  /// Fails unless a row's targets, read from the file, rise and are targets.
  void check(std::span<const std::int32_t> row) const {
    const bool inOrder =
        std::adjacent_find(row.begin(), row.end(), std::greater_equal<>()) == row.end();
    if (!row.empty() && (!inOrder || row.front() < 0 || row.back() >= targets_))
      failDamaged(*file_);
  }

  std::int64_t pieces() const {
    std::uint64_t count = 0;
    for (const layout::SparseArray* array : arrays())
      count += layout::piecesOf(*array);
    return static_cast<std::int64_t>(count);
  }
  std::int64_t damagedPieces(JobControl& control) const {
    std::int64_t damaged = 0;
    for (const layout::SparseArray* array : arrays())
      damaged += damagedPieces(*array, control);
    return damaged;
  }

 private:
  static constexpr std::int64_t kBatchPairs = std::int64_t{1} << 18;  ///< 1 MiB an array
  static constexpr std::int64_t kLongRow = kBatchPairs / 16;
  static constexpr std::int64_t kNearEnough = 1024;

  /// A place in [first, end), a row or the rest of one, at most kNearEnough pairs before its first
  /// target that is not below `target`. Reads a few single indices.
  std::int64_t narrowed(std::int64_t first, std::int64_t end, std::int64_t target) const {
    while (end - first > kNearEnough) {
      const std::int64_t middle = first + (end - first) / 2;
      std::int32_t found = 0;
      file_->readAt(
          found_.arrays.indices.byteOffset + static_cast<std::uint64_t>(middle) * sizeof(found),
          &found, sizeof(found));
      (found < target ? first : end) = middle;
    }
    return first;
  }

  std::array<const layout::SparseArray*, 4> arrays() const {
    return {&found_.arrays.indptr, &found_.arrays.indices, &found_.arrays.forward,
            &found_.arrays.reverse};
  }

  template <class Value>
  std::vector<Value> values(const layout::SparseArray& array, std::int64_t first,
                            std::int64_t end) const {
    std::vector<Value> values(static_cast<std::size_t>(end - first));
    file_->readAt(array.byteOffset + static_cast<std::uint64_t>(first) * sizeof(Value),
                  values.data(), values.size() * sizeof(Value));
    return values;
  }

  std::int64_t damagedPieces(const layout::SparseArray& array, JobControl& control) const {
    std::vector<char> piece(layout::kPieceBytes);
    std::int64_t damaged = 0;
    for (std::uint64_t i = 0; i < layout::piecesOf(array); ++i) {
      control.checkpoint();
      const std::uint64_t offset = i * layout::kPieceBytes;
      const auto bytes =
          static_cast<std::size_t>(std::min(layout::kPieceBytes, array.bytes - offset));
      std::uint32_t expected = 0;
      file_->readAt(array.checksums + i * sizeof(expected), &expected, sizeof(expected));
      file_->readAt(array.byteOffset + offset, piece.data(), bytes);
      if (crc32c(piece.data(), bytes) != expected) ++damaged;
      control.advance();
    }
    return damaged;
  }

  std::shared_ptr<const PosixFile> file_;
  layout::FoundSparse found_;
  std::uint64_t reportPlace_;
  std::int64_t targets_;
  std::vector<std::int64_t> indptr_;
};

SparseScoreFileReader::SparseScoreFileReader(OpenedScoreFile opened)
    : ScoreFileReader(std::move(opened)) {
  if (opened_.sparse->head.complete) {
    rows_ = std::make_shared<Rows>(opened_.file, *opened_.sparse, opened_.byteOffsets.report,
                                   queries().size(), targets().size());
  }
}

std::shared_ptr<const SparseScoreFileReader::Rows> SparseScoreFileReader::completeRows() const {
  const std::lock_guard lock(mutex_);
  if (!rows_ && !replaced_ && !isStill(*opened_.file)) {
    rows_ = findCompleteRows();
    replaced_ = rows_ == nullptr;
  }
  return rows_;
}

/// Reopens the path. Returns its rows if it is now this file's completed version (the same token).
/// If another file took the name, this one can never complete.
std::shared_ptr<const SparseScoreFileReader::Rows> SparseScoreFileReader::findCompleteRows() const {
  try {
    const OpenedScoreFile now = openScoreFile(path());
    const bool isThisOne = now.sparse && now.sparse->head.complete &&
                           now.sparse->head.token == opened_.sparse->head.token;
    if (!isThisOne) return nullptr;
    return std::make_shared<Rows>(now.file, *now.sparse, now.byteOffsets.report, queries().size(),
                                  targets().size());
  } catch (const InputError&) {
    return nullptr;
  }
}

SparseCounts SparseScoreFileReader::sparseCounts() const {
  const auto complete = completeRows();
  return complete ? complete->counts() : opened_.sparse->head.counts;
}

std::string SparseScoreFileReader::reportJson() const {
  const auto complete = completeRows();
  return complete ? complete->report() : ScoreFileReader::reportJson();
}

ScoreFile::Completeness SparseScoreFileReader::completeness() const {
  const auto complete = completeRows();
  if (!complete) return {0, 1};
  return {complete->pieces(), complete->pieces()};
}

std::int64_t SparseScoreFileReader::damagedBlocks(JobControl& control) const {
  const auto complete = completeRows();
  return complete ? complete->damagedPieces(control) : 0;
}

void SparseScoreFileReader::read(Direction direction, std::int64_t firstQuery,
                                 std::int64_t nQueries, std::int64_t firstTarget,
                                 std::int64_t nTargets, float* scores) const {
  checkRange(firstQuery, nQueries, queries().size());
  checkRange(firstTarget, nTargets, targets().size());
  requireDirection(*this, direction);
  const auto complete = completeRows();
  std::fill_n(scores, nQueries * nTargets,
              complete ? kNotKept : std::numeric_limits<float>::quiet_NaN());
  if (!complete || nTargets == 0) return;
  PairScores values(direction);
  const std::int64_t endQuery = firstQuery + nQueries;
  for (std::int64_t query = firstQuery; query < endQuery;) {
    const Rows::Batch batch = complete->batch(query, endQuery, firstTarget, firstTarget + nTargets);
    const auto indices = complete->indices(batch.first, batch.end);
    if (values.needsForward()) values.forward = complete->forward(batch.first, batch.end);
    if (values.needsReverse()) values.reverse = complete->reverse(batch.first, batch.end);
    for (; query < batch.nextQuery; ++query) {
      float* to = scores + (query - firstQuery) * nTargets;
      const auto [begin, end] = complete->rowIn(batch, query);
      const auto rowEnd = indices.begin() + end;
      auto pair = std::lower_bound(indices.begin() + begin, rowEnd, firstTarget);
      for (; pair != rowEnd && *pair < firstTarget + nTargets; ++pair) {
        if (*pair < firstTarget) continue;  // only in a damaged file
        to[*pair - firstTarget] = values.at(static_cast<std::size_t>(pair - indices.begin()));
      }
    }
  }
}

ScoreRows SparseScoreFileReader::rows(std::int64_t firstQuery, std::int64_t nQueries) const {
  checkRange(firstQuery, nQueries, queries().size());
  ScoreRows rows;
  const auto complete = completeRows();
  if (!complete || nQueries == 0) {
    rows.offsets.resize(static_cast<std::size_t>(nQueries) + 1);
    return rows;
  }
  const std::int64_t first = complete->begin(firstQuery);
  const std::int64_t end = complete->end(firstQuery + nQueries - 1);
  rows.targets = complete->indices(first, end);
  rows.forward = complete->forward(first, end);
  if (hasDirection(Direction::Reverse)) {
    rows.reverse = complete->reverse(first, end);
  } else {
    rows.reverse.assign(rows.forward.size(), std::numeric_limits<float>::quiet_NaN());
  }
  for (std::int64_t row = firstQuery; row < firstQuery + nQueries; ++row) {
    rows.offsets.push_back(complete->end(row) - first);
    complete->check(
        std::span(rows.targets)
            .subspan(static_cast<std::size_t>(complete->begin(row) - first),
                     static_cast<std::size_t>(complete->end(row) - complete->begin(row))));
  }
  return rows;
}

}  // namespace nblast
