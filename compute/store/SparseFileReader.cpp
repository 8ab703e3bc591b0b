#include "compute/store/SparseFileReader.hpp"

#include "compute/base/Error.hpp"
#include "compute/store/Checksum.hpp"
#include "compute/store/Directions.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <functional>
#include <limits>
#include <span>

namespace nblast {

namespace {

constexpr std::int64_t batchPairs = std::int64_t{1} << 18;  ///< read at once: 1 MiB an array

[[noreturn]] void failDamaged(const PosixFile& file) {
  throw IoError(fmt::format(
      "{}: is damaged: its rows of scores are not in order; copy it again, or run the job again",
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
class SparseFileReader::Rows {
 public:
  Rows(std::shared_ptr<const PosixFile> file, const layout::FoundSparse& found,
       std::uint64_t reportPlace, std::int64_t queries, std::int64_t targets)
      : file_(std::move(file)),
        found_(found),
        reportPlace_(reportPlace),
        targets_(targets),
        indptr_(static_cast<std::size_t>(queries) + 1) {
    file_->readAt(found_.arrays.indptr.place, indptr_.data(),
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

  static constexpr std::int64_t nearEnough = 1024;

  /// A place in [first, end), a row or the rest of one, at most nearEnough pairs before its first
  /// target that is not below `target`. Reads a few single indices.
  std::int64_t narrowed(std::int64_t first, std::int64_t end, std::int64_t target) const {
    while (end - first > nearEnough) {
      const std::int64_t middle = first + (end - first) / 2;
      std::int32_t found = 0;
      file_->readAt(
          found_.arrays.indices.place + static_cast<std::uint64_t>(middle) * sizeof(found), &found,
          sizeof(found));
      (found < target ? first : end) = middle;
    }
    return first;
  }

  /// Where a row's targets, read from the file, rise and are targets.
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
  std::int64_t damagedPieces() const {
    std::int64_t damaged = 0;
    for (const layout::SparseArray* array : arrays())
      damaged += damagedPieces(*array);
    return damaged;
  }

 private:
  std::array<const layout::SparseArray*, 4> arrays() const {
    return {&found_.arrays.indptr, &found_.arrays.indices, &found_.arrays.forward,
            &found_.arrays.reverse};
  }

  template <class Value>
  std::vector<Value> values(const layout::SparseArray& array, std::int64_t first,
                            std::int64_t end) const {
    std::vector<Value> values(static_cast<std::size_t>(end - first));
    file_->readAt(array.place + static_cast<std::uint64_t>(first) * sizeof(Value), values.data(),
                  values.size() * sizeof(Value));
    return values;
  }

  std::int64_t damagedPieces(const layout::SparseArray& array) const {
    std::vector<char> piece(layout::pieceBytes);
    std::int64_t damaged = 0;
    for (std::uint64_t i = 0; i < layout::piecesOf(array); ++i) {
      const std::uint64_t offset = i * layout::pieceBytes;
      const auto bytes =
          static_cast<std::size_t>(std::min(layout::pieceBytes, array.bytes - offset));
      std::uint32_t expected = 0;
      file_->readAt(array.checksums + i * sizeof(expected), &expected, sizeof(expected));
      file_->readAt(array.place + offset, piece.data(), bytes);
      if (crc32c(piece.data(), bytes) != expected) ++damaged;
    }
    return damaged;
  }

  std::shared_ptr<const PosixFile> file_;
  layout::FoundSparse found_;
  std::uint64_t reportPlace_;
  std::int64_t targets_;
  std::vector<std::int64_t> indptr_;
};

SparseFileReader::SparseFileReader(OpenedScoreFile opened) : StoredScoreFile(std::move(opened)) {
  if (opened_.sparse->head.complete) {
    rows_ = std::make_shared<Rows>(opened_.file, *opened_.sparse, opened_.places.report,
                                   queries().size(), targets().size());
  }
}

std::shared_ptr<const SparseFileReader::Rows> SparseFileReader::completeRows() const {
  const std::lock_guard lock(mutex_);
  if (!rows_ && !replaced_ && !isStill(*opened_.file)) {
    rows_ = findCompleteRows();
    replaced_ = rows_ == nullptr;
  }
  return rows_;
}

/// The file that has this one's name by now, if it is this one, completed. If it is not, this one
/// never will be: its completion and its name came at once.
std::shared_ptr<const SparseFileReader::Rows> SparseFileReader::findCompleteRows() const {
  try {
    const OpenedScoreFile now = openScoreFile(path());
    const bool isThisOne = now.sparse && now.sparse->head.complete &&
                           now.sparse->head.token == opened_.sparse->head.token;
    if (!isThisOne) return nullptr;
    return std::make_shared<Rows>(now.file, *now.sparse, now.places.report, queries().size(),
                                  targets().size());
  } catch (const InputError&) {
    return nullptr;
  }
}

SparseCounts SparseFileReader::sparseCounts() const {
  const auto complete = completeRows();
  return complete ? complete->counts() : opened_.sparse->head.counts;
}

std::string SparseFileReader::reportJson() const {
  const auto complete = completeRows();
  return complete ? complete->report() : StoredScoreFile::reportJson();
}

ScoreFile::Completeness SparseFileReader::completeness() const {
  const auto complete = completeRows();
  if (!complete) return {0, 1};
  return {complete->pieces(), complete->pieces()};
}

std::int64_t SparseFileReader::damagedBlocks() const {
  const auto complete = completeRows();
  return complete ? complete->damagedPieces() : 0;
}

void SparseFileReader::read(Direction direction, std::int64_t firstQuery, std::int64_t nQueries,
                            std::int64_t firstTarget, std::int64_t nTargets, float* scores) const {
  checkRange(firstQuery, nQueries, queries().size());
  checkRange(firstTarget, nTargets, targets().size());
  requireDirection(*this, direction);
  const auto complete = completeRows();
  std::fill_n(scores, nQueries * nTargets,
              complete ? kNotKept : std::numeric_limits<float>::quiet_NaN());
  if (!complete || nTargets == 0) return;
  const std::int64_t endTarget = firstTarget + nTargets;
  PairScores values(direction);
  const std::int64_t endQuery = firstQuery + nQueries;
  for (std::int64_t query = firstQuery; query < endQuery;) {
    // As many rows as are worth one read, or what the rectangle needs of a single long one.
    std::int64_t next = query + 1;
    std::int64_t first = complete->begin(query), end = complete->end(query);
    if (end - first > batchPairs / 16) {
      const std::int64_t from = complete->narrowed(first, end, firstTarget);
      end = std::min(end, complete->narrowed(from, end, endTarget) + Rows::nearEnough);
      first = from;
    } else {
      while (next < endQuery && complete->end(next) - first <= batchPairs)
        end = complete->end(next++);
    }
    const auto indices = complete->indices(first, end);
    if (values.needsForward()) values.forward = complete->forward(first, end);
    if (values.needsReverse()) values.reverse = complete->reverse(first, end);
    for (; query < next; ++query) {
      const auto rowBegin = indices.begin() + (std::max(complete->begin(query), first) - first);
      const auto rowEnd = indices.begin() + (std::min(complete->end(query), end) - first);
      auto cell = std::lower_bound(rowBegin, rowEnd, firstTarget);
      float* to = scores + (query - firstQuery) * nTargets;
      for (; cell != rowEnd && *cell < endTarget; ++cell) {
        if (*cell < firstTarget) continue;  // only in a damaged file
        to[*cell - firstTarget] = values.at(static_cast<std::size_t>(cell - indices.begin()));
      }
    }
  }
}

ScoreRows SparseFileReader::rows(std::int64_t firstQuery, std::int64_t nQueries) const {
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
