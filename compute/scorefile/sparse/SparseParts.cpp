// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/SparseParts.hpp"

#include "compute/base/Error.hpp"
#include "compute/scorefile/platform/Checksum.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace nblast {

namespace {

static_assert(sizeof(ScoredPair) == 12, "pairs are written as they are in memory");

/// At the file's beginning.
struct Head {
  std::array<char, 16> format{"nblast parts 1"};
  std::array<char, 40> token{};
  std::int64_t queries = 0, targets = 0, allByAll = 0;
};

constexpr std::size_t kRunPairs = std::size_t{1} << 16;

}  // namespace

/// Before each run of pairs.
struct SparseParts::Run {
  std::uint32_t magic = 0x74726170;
  std::uint8_t reverse = 0, last = 0;
  std::uint16_t unused = 0;
  std::uint32_t pairs = 0;
  std::uint32_t pairsChecksum = 0;
  std::uint32_t checksum = 0;  ///< of what stands before

  std::uint32_t ownChecksum() const { return crc32c(this, offsetof(Run, checksum)); }
  std::uint64_t bytes() const { return sizeof(Run) + pairs * sizeof(ScoredPair); }
};

SparseParts::SparseParts(std::unique_ptr<PosixFile> file, const Owner& owner)
    : file_(std::move(file)),
      owner_(owner),
      forwardCounts_(static_cast<std::size_t>(owner.queries)),
      reverseCounts_(forwardCounts_.size()) {}

std::unique_ptr<SparseParts> SparseParts::create(const std::filesystem::path& path,
                                                 const Owner& owner) {
  std::unique_ptr<SparseParts> parts(
      new SparseParts(std::make_unique<PosixFile>(path, O_RDWR | O_CREAT | O_TRUNC, 0666), owner));
  parts->start();
  return parts;
}

std::unique_ptr<SparseParts> SparseParts::open(const std::filesystem::path& path,
                                               const Owner& owner) {
  std::unique_ptr<SparseParts> parts(
      new SparseParts(std::make_unique<PosixFile>(path, O_RDWR | O_CREAT, 0666), owner));
  parts->recover();
  return parts;
}

void SparseParts::start() {
  Head head;
  owner_.token.copy(head.token.data(), head.token.size());
  head.queries = owner_.queries;
  head.targets = owner_.targets;
  head.allByAll = owner_.allByAll ? 1 : 0;
  file_->truncate(0);
  file_->writeAt(0, &head, sizeof(head));
  end_ = sizeof(head);
}

bool SparseParts::belongsToOwner() const {
  const Head expected;
  Head head;
  if (file_->size() < sizeof(head)) return false;
  file_->readAt(0, &head, sizeof(head));
  const std::string token(head.token.data(), strnlen(head.token.data(), head.token.size()));
  return head.format == expected.format && token == owner_.token &&
         head.queries == owner_.queries && head.targets == owner_.targets;
}

/// Reads one run. @return false if it is not whole
bool SparseParts::readRun(std::uint64_t byteOffset, Run& run,
                          std::vector<ScoredPair>& pairs) const {
  const std::uint64_t size = file_->size();
  if (size - byteOffset < sizeof(run)) return false;
  file_->readAt(byteOffset, &run, sizeof(run));
  if (run.magic != Run().magic || run.checksum != run.ownChecksum() || run.pairs > kRunPairs ||
      size - byteOffset < run.bytes()) {
    return false;
  }
  pairs.resize(run.pairs);
  file_->readAt(byteOffset + sizeof(run), pairs.data(), pairs.size() * sizeof(ScoredPair));
  return crc32c(pairs.data(), pairs.size() * sizeof(ScoredPair)) == run.pairsChecksum;
}

void SparseParts::recover() {
  if (!belongsToOwner()) return start();
  Run run;
  std::vector<ScoredPair> pairs;
  end_ = sizeof(Head);
  for (std::uint64_t byteOffset = end_; readRun(byteOffset, run, pairs);) {
    byteOffset += run.bytes();
    if (run.last != 0) end_ = byteOffset;
  }
  file_->truncate(end_);
  visit([this](std::span<const ScoredPair> whole, bool reverse) { count(whole, reverse); });
}

void SparseParts::append(std::span<const ScoredPair> pairs, bool reverse) {
  if (pairs.empty()) return;
  std::uint64_t byteOffset = end_;
  for (std::size_t first = 0; first < pairs.size(); first += kRunPairs) {
    const auto part = pairs.subspan(first, std::min(kRunPairs, pairs.size() - first));
    Run run;
    run.reverse = reverse ? 1 : 0;
    run.last = first + part.size() == pairs.size() ? 1 : 0;
    run.pairs = static_cast<std::uint32_t>(part.size());
    run.pairsChecksum = crc32c(part.data(), part.size_bytes());
    run.checksum = run.ownChecksum();
    file_->writeAt(byteOffset + sizeof(run), part.data(), part.size_bytes());
    file_->writeAt(byteOffset, &run, sizeof(run));
    byteOffset += run.bytes();
  }
  end_ = byteOffset;
  count(pairs, reverse);
}

void SparseParts::count(std::span<const ScoredPair> pairs, bool reverse) {
  for (const ScoredPair& pair : pairs) {
    ++(reverse ? reverseCounts_ : forwardCounts_)[static_cast<std::size_t>(pair.query)];
    if (owner_.allByAll) ++reverseCounts_[static_cast<std::size_t>(pair.target)];
  }
  if (!reverse) forwardPairs_ += static_cast<std::int64_t>(pairs.size());
}

void SparseParts::visit(const SparseScoreFileWriter::Visit& visit) const {
  Run run;
  std::vector<ScoredPair> pairs;
  for (std::uint64_t byteOffset = sizeof(Head); byteOffset < end_; byteOffset += run.bytes()) {
    if (!readRun(byteOffset, run, pairs)) {
      throw IoError(fmt::format("{}: is damaged at byte {}; run the job again",
                                file_->path().string(), byteOffset));
    }
    visit(pairs, run.reverse != 0);
  }
}

}  // namespace nblast
