#include "compute/base/Error.hpp"
#include "compute/store/Checksum.hpp"
#include "compute/store/CreateScoreFile.hpp"
#include "compute/store/LockFile.hpp"
#include "compute/store/PosixFile.hpp"
#include "compute/store/WriteGeometry.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace nblast {

namespace {

/// A file that goes away again unless it is moved to its final name.
class TemporaryName {
 public:
  explicit TemporaryName(std::filesystem::path path) : path_(std::move(path)) {}
  TemporaryName(const TemporaryName&) = delete;
  TemporaryName& operator=(const TemporaryName&) = delete;
  ~TemporaryName() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::filesystem::path& path() const { return path_; }

  void moveTo(const std::filesystem::path& target, ExistingFile existing);

 private:
  std::filesystem::path path_;
};

[[noreturn]] void refuseExisting(const std::filesystem::path& path) {
  throw InputError(path.string(), 0,
                   "exists already; choose another name, or say --overwrite to replace it");
}

void TemporaryName::moveTo(const std::filesystem::path& target, ExistingFile existing) {
  int result = -1;
  if (existing == ExistingFile::Refuse) {
    result = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE);
    if (result != 0 && errno == EEXIST) refuseExisting(target);
  }
  // Some network disks know no "only if it is not there"; the lock file keeps other writers away.
  if (result != 0) result = ::rename(path_.c_str(), target.c_str());
  if (result != 0)
    throw IoError(fmt::format("{}: cannot create: {}", target.string(), systemReason(errno)));
  path_.clear();
}

void checkTarget(const std::filesystem::path& path, ExistingFile existing) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return;
  if (S_ISDIR(status.st_mode)) throw InputError(path.string(), 0, "is a folder; name a file in it");
  if (!S_ISREG(status.st_mode))
    throw InputError(path.string(), 0, "is not an ordinary file; choose another name");
  if (existing == ExistingFile::Refuse) refuseExisting(path);
}

[[noreturn]] void failForRoom(const std::filesystem::path& path, std::uint64_t needed,
                              const std::string& limit) {
  throw IoError(fmt::format("{}: the score file needs {}, but {}; nothing was written",
                            path.string(), bytesAsText(needed), limit));
}

/// Fails before anything is written where it is plain that there is no room.
void checkRoom(const std::filesystem::path& path, std::uint64_t needed) {
  const std::uint64_t free = freeBytes(folderOf(path));
  if (free < needed) {
    failForRoom(path, needed,
                fmt::format("only {} are free on this disk: free some space or choose another disk",
                            bytesAsText(free)));
  }
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      limit.rlim_cur < needed) {
    failForRoom(path, needed,
                fmt::format("this session may write files of {} only (ulimit -f)",
                            bytesAsText(limit.rlim_cur)));
  }
}

void reserveRoom(PosixFile& file, const std::filesystem::path& path) {
  const std::uint64_t needed = file.size();
  try {
    file.reserve(needed);
  } catch (const IoError&) {
    const std::uint64_t free = freeBytes(folderOf(path));
    if (free >= needed) throw;
    failForRoom(path, needed,
                fmt::format("only {} are free on this disk: free some space or choose another disk",
                            bytesAsText(free)));
  }
}

std::int64_t pointsOf(const PreparedSet* set) {
  std::int64_t points = 0;
  if (set != nullptr) {
    for (const Dotprops& dotprops : set->dotprops)
      points += dotprops.size();
  }
  return points;
}

void checkContents(const std::filesystem::path& path, const ScoreFileContents& contents) {
  if (contents.queries == nullptr) throw std::invalid_argument("a score file needs its queries");
  const PreparedSet& queries = *contents.queries;
  const PreparedSet& targets = contents.targets == nullptr ? queries : *contents.targets;
  if (queries.size() == 0 || targets.size() == 0) {
    throw InputError(path.string(), 0,
                     "is not written: there is no neuron to score; see the reasons given for each");
  }
  const auto isWhole = [](const PreparedSet& set, std::span<const double> selfHits) {
    return set.labels.size() == set.dotprops.size() && selfHits.size() == set.dotprops.size();
  };
  if (!isWhole(queries, contents.querySelfHits) ||
      (contents.targets != nullptr && !isWhole(targets, contents.targetSelfHits))) {
    throw std::invalid_argument("labels, dotprops and self-hits of a score file differ in number");
  }
}

/// The report cut down to what its place in the file holds: its longest lists lose their ends
/// first.
std::string fittingReport(const std::string& reportJson) {
  if (reportJson.size() <= layout::reportBytes) return reportJson;
  nlohmann::json report = nlohmann::json::parse(reportJson, nullptr, false);
  if (!report.is_object()) return R"({"shortened":true})";
  report["shortened"] = true;
  for (std::string text = report.dump(); !report.empty(); text = report.dump()) {
    if (text.size() <= layout::reportBytes) return text;
    auto longest = report.begin();
    for (auto item = report.begin(); item != report.end(); ++item) {
      if (item->dump().size() > longest->dump().size()) longest = item;
    }
    if (longest->is_array() && longest->size() > 1) {
      longest->erase(longest->begin() + static_cast<std::ptrdiff_t>(longest->size() / 2),
                     longest->end());
    } else {
      report.erase(longest);
    }
  }
  return {};
}

/// A piece of a matrix in memory, by its first score and the steps to the next row and column.
struct ScoresInMemory {
  const float* first;
  std::int64_t rowStep, columnStep;
  ScoresInMemory from(std::int64_t row, std::int64_t column) const {
    return {first + row * rowStep + column * columnStep, rowStep, columnStep};
  }
};

class DenseWriter : public ScoreFileWriter {
 public:
  DenseWriter(const std::filesystem::path& path, const ScoreFileContents& contents,
              ExistingFile existing);

  std::int64_t blockTargets() const override { return grid_.chunkColumns; }
  void writeBlock(std::int64_t firstTarget, std::int64_t nTargets, const float* scores) override;
  std::int64_t blockQueries() const override { return grid_.chunkRows; }
  void writeReverseBlock(std::int64_t firstQuery, std::int64_t nQueries,
                         const float* scores) override;
  void finish(const std::string& reportJson) override;

 private:
  void writeChunk(const layout::MatrixPlaces& matrix, std::int64_t rowChunk,
                  std::int64_t columnChunk, const ScoresInMemory& scores);
  void clearStates(const layout::MatrixPlaces& matrix);

  LockFile lock_;
  ChunkGrid grid_;
  layout::Places places_;
  std::unique_ptr<PosixFile> file_;
  std::vector<float> chunk_;
};

DenseWriter::DenseWriter(const std::filesystem::path& path, const ScoreFileContents& contents,
                         ExistingFile existing)
    : lock_(path) {
  checkTarget(path, existing);
  checkContents(path, contents);
  const PreparedSet& targets = contents.targets == nullptr ? *contents.queries : *contents.targets;
  grid_ = makeChunkGrid(contents.queries->size(), targets.size());
  chunk_.resize(static_cast<std::size_t>(grid_.chunkRows * grid_.chunkColumns));
  const std::int64_t points =
      contents.geometry ? pointsOf(contents.queries) + pointsOf(contents.targets) : 0;
  checkRoom(path, static_cast<std::uint64_t>(
                      scoreFileBytes(grid_.rows, grid_.columns, points, contents.reverse)));

  TemporaryName unfinished(path.string() + ".creating");
  CreatedScoreFile created;
  try {
    created = createScoreFile(unfinished.path().string(), contents, grid_);
  } catch (const hdf5::Failure& failure) {
    throw IoError(
        fmt::format("{}: cannot create: {}; choose another place", path.string(), failure.what()));
  }
  places_ = std::move(created.places);
  file_ = std::make_unique<PosixFile>(unfinished.path(), O_RDWR, 0644);
  file_->setPath(path);
  reserveRoom(*file_, path);
  clearStates(places_);
  if (contents.reverse) clearStates(places_.reverse);
  const std::vector<char> noReport(layout::reportBytes);
  file_->writeAt(places_.report, noReport.data(), noReport.size());
  if (contents.geometry) {
    writeGeometry(*file_, created.queries, *contents.queries);
    if (contents.targets != nullptr) writeGeometry(*file_, created.targets, *contents.targets);
  }
  file_->sync();
  unfinished.moveTo(path, existing);
}

void DenseWriter::clearStates(const layout::MatrixPlaces& matrix) {
  const auto chunks = static_cast<std::size_t>(grid_.chunks());
  const std::vector<char> zeros(chunks * sizeof(std::uint32_t));
  file_->writeAt(matrix.state, zeros.data(), chunks);
  file_->writeAt(matrix.crc32c, zeros.data(), zeros.size());
}

/// True where a run of neurons begins and ends at the chunks of an axis.
bool fitsChunks(std::int64_t first, std::int64_t count, std::int64_t chunk, std::int64_t size) {
  const std::int64_t end = first + count;
  return first >= 0 && count > 0 && end <= size && first % chunk == 0 &&
         (end % chunk == 0 || end == size);
}

void DenseWriter::writeBlock(std::int64_t firstTarget, std::int64_t nTargets, const float* scores) {
  if (!fitsChunks(firstTarget, nTargets, grid_.chunkColumns, grid_.columns))
    throw std::invalid_argument(
        "a block of scores does not begin and end at the score file's chunks");
  const ScoresInMemory block{scores, nTargets, 1};
  for (std::int64_t column = 0; column < nTargets; column += grid_.chunkColumns) {
    for (std::int64_t row = 0; row < grid_.rows; row += grid_.chunkRows) {
      writeChunk(places_, row / grid_.chunkRows, (firstTarget + column) / grid_.chunkColumns,
                 block.from(row, column));
    }
  }
}

void DenseWriter::writeReverseBlock(std::int64_t firstQuery, std::int64_t nQueries,
                                    const float* scores) {
  if (!places_.hasReverse())
    return ScoreFileWriter::writeReverseBlock(firstQuery, nQueries, scores);
  if (!fitsChunks(firstQuery, nQueries, grid_.chunkRows, grid_.rows))
    throw std::invalid_argument(
        "a block of reverse scores does not begin and end at the score file's chunks");
  const ScoresInMemory block{scores, 1, nQueries};  // comes as [target, query]
  for (std::int64_t row = 0; row < nQueries; row += grid_.chunkRows) {
    for (std::int64_t column = 0; column < grid_.columns; column += grid_.chunkColumns) {
      writeChunk(places_.reverse, (firstQuery + row) / grid_.chunkRows, column / grid_.chunkColumns,
                 block.from(row, column));
    }
  }
}

/// Data, then checksum, then state: whoever sees the state finds the data.
void DenseWriter::writeChunk(const layout::MatrixPlaces& matrix, std::int64_t rowChunk,
                             std::int64_t columnChunk, const ScoresInMemory& scores) {
  const std::int64_t rows = std::min(grid_.chunkRows, grid_.rows - rowChunk * grid_.chunkRows);
  const std::int64_t columns =
      std::min(grid_.chunkColumns, grid_.columns - columnChunk * grid_.chunkColumns);
  if (rows < grid_.chunkRows || columns < grid_.chunkColumns)
    std::fill(chunk_.begin(), chunk_.end(), 0.0F);
  for (std::int64_t row = 0; row < rows; ++row) {
    const float* from = scores.from(row, 0).first;
    float* to = chunk_.data() + row * grid_.chunkColumns;
    if (scores.columnStep == 1) {
      std::copy_n(from, columns, to);
    } else {
      for (std::int64_t column = 0; column < columns; ++column)
        to[column] = from[column * scores.columnStep];
    }
  }
  const auto bytes = static_cast<std::size_t>(grid_.chunkBytes());
  const auto index = static_cast<std::size_t>(grid_.index(rowChunk, columnChunk));
  const std::uint32_t checksum = crc32c(chunk_.data(), bytes);
  file_->writeAt(matrix.chunks[index], chunk_.data(), bytes);
  file_->writeAt(matrix.crc32c + index * sizeof(checksum), &checksum, sizeof(checksum));
  file_->writeAt(matrix.state + index, &layout::chunkDone, 1);
}

void DenseWriter::finish(const std::string& reportJson) {
  const std::string report = fittingReport(reportJson);
  if (!report.empty()) {
    // The first byte comes last: a report is seen whole or not at all.
    file_->writeAt(places_.report + 1, report.data() + 1, report.size() - 1);
    file_->writeAt(places_.report, report.data(), 1);
  }
  file_->sync();
}

}  // namespace

std::int64_t ScoreFileWriter::blockQueries() const {
  throw std::logic_error("this score file has no room for reverse scores");
}

void ScoreFileWriter::writeReverseBlock(std::int64_t, std::int64_t, const float*) {
  throw std::logic_error("this score file has no room for reverse scores");
}

std::unique_ptr<ScoreFileWriter> ScoreFileWriter::create(const std::filesystem::path& path,
                                                         const ScoreFileContents& contents,
                                                         ExistingFile existing) {
  std::error_code none;
  const bool isLink =
      std::filesystem::is_symlink(path, none) && std::filesystem::exists(path, none);
  return std::make_unique<DenseWriter>(isLink ? std::filesystem::canonical(path) : path, contents,
                                       existing);
}

std::int64_t scoreBlockTargets(std::int64_t queries, std::int64_t targets) {
  return makeChunkGrid(queries, targets).chunkColumns;
}

std::int64_t scoreFileBytes(std::int64_t queries, std::int64_t targets, std::int64_t points,
                            bool reverse) {
  constexpr std::int64_t perPoint = 9 * sizeof(float);  // position, parent, radius, tangent, alpha
  constexpr std::int64_t perNeuron = 300;               // names, counts
  constexpr std::int64_t perChunk = 80;                 // HDF5's index, state, checksum
  const ChunkGrid grid = makeChunkGrid(queries, targets);
  return grid.chunks() * (grid.chunkBytes() + perChunk) * (reverse ? 2 : 1) + points * perPoint +
         (queries + targets) * perNeuron + static_cast<std::int64_t>(layout::reportBytes) + 16384;
}

}  // namespace nblast
