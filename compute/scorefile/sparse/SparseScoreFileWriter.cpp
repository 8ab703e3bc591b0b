// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"

#include "compute/base/Error.hpp"
#include "compute/scorefile/NewScoreFile.hpp"
#include "compute/scorefile/ScoreFileReader.hpp"
#include "compute/scorefile/platform/DiskSpace.hpp"
#include "compute/scorefile/platform/LockFile.hpp"
#include "compute/scorefile/sparse/FinishSparseFile.hpp"
#include "compute/scorefile/sparse/SparseCsr.hpp"
#include "compute/scorefile/sparse/SparseParts.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <random>
#include <stdexcept>

namespace nblast {

namespace {

std::filesystem::path partsOf(const std::filesystem::path& path) {
  return path.string() + ".parts";
}

std::string makeToken() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", random(), random(), random(), random());
}

void checkLimits(const SparseLimits& limits) {
  if (!limits.above && !limits.top) {
    throw InputError(
        "A sparse score file needs a limit: scores of at least S (--sparse-above), the N best of "
        "each query (--top), or both.");
  }
  if (limits.above && std::isnan(*limits.above))
    throw InputError("--sparse-above must be a number");
  if (limits.top && *limits.top < 1) {
    throw InputError("--top must be at least 1: it is the number of targets kept for each query");
  }
}

std::vector<float> selfScoresOf(std::span<const double> selfHits, bool normalised) {
  std::vector<float> scores(selfHits.size(), 1.0F);
  if (!normalised) {
    std::transform(selfHits.begin(), selfHits.end(), scores.begin(),
                   [](double selfHit) { return static_cast<float>(selfHit); });
  }
  return scores;
}

/// What a writer knows of its file, made just now or found.
struct SparseFile {
  std::shared_ptr<PosixFile> file;  ///< without scores
  std::uint64_t reportOffset = 0;
  std::int64_t queries = 0, targets = 0;
  layout::SparseHead head;
  SparseRules rules;

  SparseParts::Owner owner() const { return {head.token, queries, targets, rules.allByAll}; }
};

/// What goes away with the writer, unless the old file could be replaced.
struct WaitingFile {
  NewScoreFile file;
  TemporaryName parts;
};

class SparseWriter : public SparseScoreFileWriter {
 public:
  /// @param lock of the path, held by whoever makes the writer since before it looked at the file
  /// @param waiting of a file that waits for the name of an old one; else nullptr
  SparseWriter(std::unique_ptr<LockFile> lock, SparseFile file, std::unique_ptr<SparseParts> parts,
               std::int64_t memoryBytes, std::unique_ptr<WaitingFile> waiting = nullptr)
      : lock_(std::move(lock)),
        file_(std::move(file)),
        waiting_(std::move(waiting)),
        parts_(std::move(parts)),
        memoryBytes_(memoryBytes) {}

  bool hasItsName() const override { return waiting_ == nullptr; }
  void discard() override;

  void writeBlock(std::span<const ScoredPair> pairs) override { append(pairs, false); }
  void writeReverseBlock(std::span<const ScoredPair> pairs) override;
  void visitWritten(const Visit& visit) const override { parts().visit(visit); }
  void setPairsScored(std::int64_t pairs) override { pairsScored_ = pairs; }
  SparseCounts finish(const std::string& reportJson) override;

 private:
  void append(std::span<const ScoredPair> pairs, bool reverse);
  SparseParts& parts() const;

  std::unique_ptr<LockFile> lock_;
  SparseFile file_;
  std::unique_ptr<WaitingFile> waiting_;
  std::unique_ptr<SparseParts> parts_;  ///< none: finished
  std::int64_t memoryBytes_;
  std::optional<std::int64_t> pairsScored_;
};

SparseParts& SparseWriter::parts() const {
  if (!parts_) throw std::logic_error("this sparse score file is finished already");
  return *parts_;
}

void SparseWriter::append(std::span<const ScoredPair> pairs, bool reverse) {
  const auto fits = [this](const ScoredPair& pair) {
    return pair.query >= 0 && pair.query < file_.queries && pair.target >= 0 &&
           pair.target < file_.targets && std::isfinite(pair.forward);
  };
  if (!std::all_of(pairs.begin(), pairs.end(), fits))
    throw std::invalid_argument("a pair of a sparse block is out of range, or its score no number");
  parts().append(pairs, reverse);
}

void SparseWriter::writeReverseBlock(std::span<const ScoredPair> pairs) {
  if (file_.rules.allByAll || !file_.rules.reverse)
    throw std::logic_error("this sparse score file takes no blocks of reverse scores");
  append(pairs, true);
}

SparseCounts SparseWriter::finish(const std::string& reportJson) {
  const std::filesystem::path& path = file_.rules.path;
  layout::SparseHead head = file_.head;
  head.counts.scored = pairsScored_.value_or(parts().forwardPairs());
  const SparseCsr csr = buildCsr(parts(), file_.rules, memoryBytes_);
  head.counts.kept = csr.kept();
  putFinishedFile(path, *file_.file, csr, head, {file_.reportOffset, reportJson});
  parts_.reset();
  file_.file.reset();
  waiting_.reset();
  ::unlink(partsOf(path).c_str());
  return head.counts;
}

void SparseWriter::discard() {
  const std::filesystem::path& path = file_.rules.path;
  if (!parts_ || waiting_) return;  // it is complete; or all goes with this object
  if (file_.file->isAt(path)) ::unlink(path.c_str());
  ::unlink(partsOf(path).c_str());
}

SparseFile describe(const std::filesystem::path& path, const ScoreFileContents& contents,
                    const SparseLimits& limits) {
  SparseFile file;
  file.queries = contents.queries->size();
  file.targets = targetsOf(contents).size();
  file.rules.path = path;
  file.rules.limits = limits;
  file.rules.allByAll = contents.targets == nullptr;
  file.rules.reverse = file.rules.allByAll || contents.reverse;
  if (file.rules.allByAll)
    file.rules.selfScores = selfScoresOf(contents.querySelfHits, contents.normalised);
  file.head.limits = limits;
  file.head.reverse = file.rules.reverse;
  file.head.counts.pairs = file.queries * file.targets;
  file.head.token = makeToken();
  return file;
}

SparseFile describe(const OpenedScoreFile& opened) {
  SparseFile file;
  file.file = opened.file;
  file.reportOffset = opened.byteOffsets.report;
  file.queries = opened.queries.axis.size();
  file.targets = opened.allByAll ? file.queries : opened.targets.axis.size();
  file.head = opened.sparse->head;
  file.rules.path = opened.file->path();
  file.rules.limits = file.head.limits;
  file.rules.allByAll = opened.allByAll;
  file.rules.reverse = file.head.reverse;
  if (opened.allByAll)
    file.rules.selfScores = selfScoresOf(opened.queries.axis.selfHits, opened.normalised);
  return file;
}

}  // namespace

std::unique_ptr<SparseScoreFileWriter> SparseScoreFileWriter::create(
    const std::filesystem::path& linkOrPath, const ScoreFileContents& contents,
    const SparseLimits& limits, ExistingFile existing, std::int64_t memoryBytes) {
  checkLimits(limits);
  const std::filesystem::path path = behindLink(linkOrPath);
  auto lock = std::make_unique<LockFile>(path);
  checkTarget(path, existing);
  checkContents(path, contents);
  SparseFile file = describe(path, contents, limits);
  checkRoom(path, static_cast<std::uint64_t>(sparseScoreFileBytes(
                      file.queries, file.targets, 0, geometryPoints(contents), false)));
  const CreateScores createScores = [&](hid_t hdf5File, layout::FileOffsets&) {
    layout::createSparseHead(hdf5File, file.head, file.queries, file.targets);
  };
  // Another job's leftover parts are replaced only once the new file has its final name.
  std::unique_ptr<WaitingFile> created(new WaitingFile{
      {path, contents, createScores}, TemporaryName(partsOf(unfinishedName(path)))});
  file.file = created->file.file();
  file.reportOffset = created->file.byteOffsets().report;
  auto parts = SparseParts::create(created->parts.path(), file.owner());
  parts->setPath(partsOf(path));
  if (!mustWaitForItsName(path, existing)) {
    created->file.moveToItsName(existing);
    created->parts.moveTo(partsOf(path), ExistingFile::Overwrite);
    created.reset();
  }
  return std::make_unique<SparseWriter>(std::move(lock), std::move(file), std::move(parts),
                                        memoryBytes, std::move(created));
}

std::unique_ptr<SparseScoreFileWriter> SparseScoreFileWriter::reopen(
    const std::filesystem::path& linkOrPath, std::int64_t memoryBytes) {
  const std::filesystem::path path = behindLink(linkOrPath);
  auto lock = std::make_unique<LockFile>(path);
  const OpenedScoreFile opened = openScoreFile(path);
  if (!opened.sparse) {
    throw InputError(path.string(), 0,
                     "holds all scores: it is no sparse score file to go on with");
  }
  if (opened.sparse->head.complete) {
    ::unlink(partsOf(path).c_str());  // killed between the last two steps of finish()
    throw InputError(path.string(), 0, "is complete already: there is nothing left to do");
  }
  SparseFile file = describe(opened);
  auto parts = SparseParts::open(partsOf(path), file.owner());
  return std::make_unique<SparseWriter>(std::move(lock), std::move(file), std::move(parts),
                                        memoryBytes);
}

std::int64_t sparseScoreFileBytes(std::int64_t queries, std::int64_t targets, std::int64_t kept,
                                  std::int64_t points, bool reverse) {
  const std::int64_t perPair = sizeof(std::int32_t) + (reverse ? 2 : 1) * sizeof(float);
  const std::int64_t perQuery = sizeof(std::int64_t);
  return bytesBesidesScores(queries, targets, points) + kept * perPair + queries * perQuery;
}

}  // namespace nblast
