// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/OpenedScoreFile.hpp"

#include "compute/base/Error.hpp"
#include "compute/scorefile/platform/Hdf5Read.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <limits>

namespace nblast {

namespace {

using hdf5::Failure;
using hdf5::Handle;

/// What need not trouble HDF5: a missing, empty or plainly different file.
void checkSignature(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    throw InputError(path.string(), 0, fmt::format("cannot be opened: {}", systemReason(errno)));
  }
  if (S_ISDIR(status.st_mode)) throw InputError(path.string(), 0, "is a folder, not a score file");
  if (!S_ISREG(status.st_mode)) throw InputError(path.string(), 0, "is not an ordinary file");
  if (status.st_size == 0) throw InputError(path.string(), 0, "is empty, not a score file");
  constexpr std::array<char, 8> kSignature{'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> found{};
  const PosixFile file(path, O_RDONLY, 0);
  if (status.st_size >= 8) file.readAt(0, found.data(), found.size());
  if (found != kSignature)
    throw InputError(path.string(), 0, "is not a score file: it is not in HDF5 format");
}

Handle openOrExplain(const std::filesystem::path& path) {
  try {
    return hdf5::openFile(path.string());
  } catch (const Failure& failure) {
    throw InputError(
        path.string(), 0,
        fmt::format("is cut short or damaged ({}); copy it again, or run the job again",
                    failure.what()));
  }
}

void checkFormat(hid_t file, const std::filesystem::path& path) {
  if (H5Aexists(file, "format") <= 0 || hdf5::stringAttribute(file, "format") != layout::kFormat) {
    throw InputError(path.string(), 0, "is an HDF5 file of another program, not a score file");
  }
  const std::int64_t version = hdf5::integerAttribute(file, "format_version");
  if (version != layout::kFormatVersion) {
    throw InputError(
        path.string(), 0,
        fmt::format(
            "is a score file of version {}, and this program knows version {}; use a newer program",
            version, layout::kFormatVersion));
  }
}

/// A descriptor of exactly the file that HDF5 has open, whatever its name stands for by now.
std::shared_ptr<PosixFile> shareDescriptor(hid_t file, const std::filesystem::path& path) {
  void* descriptor = nullptr;
  hdf5::checked(H5Fget_vfd_handle(file, H5P_DEFAULT, &descriptor));
  const int own = ::fcntl(*static_cast<int*>(descriptor), F_DUPFD_CLOEXEC, 0);
  if (own < 0)
    throw IoError(fmt::format("{}: cannot open: {}", path.string(), systemReason(errno)));
  return std::make_shared<PosixFile>(path, own);
}

template <class Value>
std::vector<Value> readNumbers(hid_t group, const char* name, hid_t type, std::size_t count) {
  std::vector<Value> values(count);
  hdf5::readDataset(group, name, type, count, values.data());
  return values;
}

// Rows and columns are numbered by 32 bits in sparse files, and so are a neuron's points
// everywhere.
constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

ScoreAxis readAxis(hid_t group, const char* side) {
  ScoreAxis axis;
  std::vector<std::string> ids = hdf5::readStrings(group, "id");
  if (ids.empty() || static_cast<std::int64_t>(ids.size()) > kMost)
    throw Failure(fmt::format("/{}/id has {} names", side, ids.size()));
  std::vector<std::string> sources = hdf5::readStrings(group, "source");
  std::vector<std::string> hashes = hdf5::readStrings(group, "hash");
  if (sources.size() != ids.size() || hashes.size() != ids.size())
    throw Failure(fmt::format("id, source and hash of /{} differ in number", side));
  axis.labels.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    axis.labels.push_back({std::move(ids[i]), std::move(sources[i]), std::move(hashes[i])});
  }
  axis.pointCounts = readNumbers<std::int64_t>(group, "points", H5T_NATIVE_INT64, ids.size());
  for (const std::int64_t points : axis.pointCounts) {
    if (points < 0 || points > kMost)
      throw Failure(fmt::format("/{}/points says that a neuron has {} points", side, points));
  }
  axis.selfHits = readNumbers<double>(group, "self_hit", H5T_NATIVE_DOUBLE, ids.size());
  std::vector<std::string> names = hdf5::readStrings(group, "left_out/name");
  std::vector<std::string> reasons = hdf5::readStrings(group, "left_out/reason");
  if (names.size() != reasons.size())
    throw Failure(fmt::format("name and reason of /{}/left_out differ in number", side));
  for (std::size_t i = 0; i < names.size(); ++i) {
    axis.leftOut.push_back({std::move(names[i]), std::move(reasons[i])});
  }
  return axis;
}

void readGeometryOffsets(hid_t group, const char* name, OpenedSide& side) {
  const Handle geometry = hdf5::openGroup(group, "geometry");
  side.offsets = readNumbers<std::int64_t>(geometry, "offset", H5T_NATIVE_INT64,
                                           static_cast<std::size_t>(side.axis.size()) + 1);
  std::int64_t points = 0;  // before a neuron
  bool fits = side.offsets.front() == 0;
  for (std::size_t i = 0; i < side.axis.pointCounts.size(); ++i) {
    points += side.axis.pointCounts[i];
    fits = fits && side.offsets[i + 1] == points;
  }
  if (!fits)
    throw Failure(fmt::format("/{}/geometry/offset does not fit the numbers of points", name));
  layout::forEachGeometryArray([&](const char* array, hid_t type, int width, auto byteOffset) {
    side.geometry.*byteOffset =
        hdf5::byteOffsetOf(geometry, array, type, layout::geometryShape(points, width));
  });
}

OpenedSide readSide(hid_t file, const char* name, bool withGeometry) {
  const Handle group = hdf5::openGroup(file, name);
  OpenedSide side;
  side.axis = readAxis(group, name);
  if (withGeometry) readGeometryOffsets(group, name, side);
  return side;
}

/// However another program has cut the matrix: a block must fit the memory, and all of them the
/// file.
void checkGrid(hid_t scores, const ChunkGrid& grid) {
  constexpr std::int64_t kMostChunkBytes = std::int64_t{64} << 20;
  const auto blocks = static_cast<std::uint64_t>(grid.rowChunks()) *
                      static_cast<std::uint64_t>(grid.columnChunks());
  if (grid.chunkBytes() > kMostChunkBytes)
    throw Failure(fmt::format("its scores are cut into blocks of {} x {}, which are too large",
                              grid.chunkRows, grid.chunkColumns));
  if (blocks > hdf5::fileBytes(scores) / static_cast<std::uint64_t>(grid.chunkBytes()))
    throw Failure("its blocks of scores are not wholly there");
}

ChunkGrid readGrid(hid_t scores, std::int64_t rows, std::int64_t columns) {
  const Handle type(H5Dget_type(scores), H5Tclose);
  const Handle properties(H5Dget_create_plist(scores), H5Pclose);
  std::array<hsize_t, 2> chunk{};
  const bool asExpected = hdf5::checked(H5Tequal(type, H5T_IEEE_F32LE)) > 0 &&
                          H5Pget_layout(properties) == H5D_CHUNKED &&
                          H5Pget_nfilters(properties) == 0 &&
                          H5Pget_chunk(properties, 2, chunk.data()) == 2;
  if (!asExpected)
    throw Failure("its scores were rewritten by another program (compressed or of another type)");
  const Handle space(H5Dget_space(scores), H5Sclose);
  std::array<hsize_t, 2> shape{};
  if (H5Sget_simple_extent_ndims(space) != 2 ||
      H5Sget_simple_extent_dims(space, shape.data(), nullptr) != 2 ||
      shape[0] != static_cast<hsize_t>(rows) || shape[1] != static_cast<hsize_t>(columns)) {
    throw Failure("its matrix of scores does not fit the numbers of queries and targets");
  }
  const ChunkGrid grid{rows, columns, static_cast<std::int64_t>(chunk[0]),
                       static_cast<std::int64_t>(chunk[1])};
  checkGrid(scores, grid);
  return grid;
}

/// @return how the matrix is cut
ChunkGrid readMatrix(hid_t file, const layout::MatrixNames& names, std::int64_t rows,
                     std::int64_t columns, layout::MatrixOffsets& byteOffsets) {
  const auto path = [](const char* folder, const char* name) {
    return fmt::format("{}/{}", folder, name);
  };
  const Handle scores = hdf5::openMatrix(file, path("scores", names.scores).c_str());
  const ChunkGrid grid = readGrid(scores, rows, columns);
  byteOffsets.chunks = layout::findChunks(file, scores, grid, names);
  const hdf5::Shape blocks{static_cast<hsize_t>(grid.rowChunks()),
                           static_cast<hsize_t>(grid.columnChunks())};
  byteOffsets.state =
      hdf5::byteOffsetOf(file, path("blocks", names.state).c_str(), H5T_STD_U8LE, blocks);
  byteOffsets.crc32c =
      hdf5::byteOffsetOf(file, path("blocks", names.crc32c).c_str(), H5T_STD_U32LE, blocks);
  return grid;
}

void readOffsets(hid_t file, OpenedScoreFile& opened) {
  const auto rows = opened.queries.axis.size();
  const auto columns = (opened.allByAll ? opened.queries : opened.targets).axis.size();
  opened.grid = readMatrix(file, layout::kForwardNames, rows, columns, opened.byteOffsets);
  if (hdf5::has(file, "scores/reverse")) {
    const auto grid =
        readMatrix(file, layout::kReverseNames, rows, columns, opened.byteOffsets.reverse);
    if (grid.chunkRows != opened.grid.chunkRows || grid.chunkColumns != opened.grid.chunkColumns)
      throw Failure("its two matrices of scores are cut differently");
  }
}

OpenedScoreFile readHdf5(const std::filesystem::path& path) {
  const hdf5::Session session;
  const Handle file = openOrExplain(path);
  try {
    checkFormat(file, path);
    OpenedScoreFile opened;
    opened.file = shareDescriptor(file, path);
    opened.allByAll = hdf5::integerAttribute(file, "all_by_all") != 0;
    opened.normalised = hdf5::integerAttribute(file, "normalised") != 0;
    opened.jobJson = hdf5::readString(file, "job");
    opened.tableJson = hdf5::readString(file, "score_table");
    opened.hasGeometry = hdf5::has(file, "queries/geometry");
    opened.queries = readSide(file, "queries", opened.hasGeometry);
    if (!opened.allByAll) opened.targets = readSide(file, "targets", opened.hasGeometry);
    if (layout::isSparse(file)) {
      opened.sparse =
          layout::findSparse(file, opened.queries.axis.size(),
                             (opened.allByAll ? opened.queries : opened.targets).axis.size());
    } else {
      readOffsets(file, opened);
    }
    opened.byteOffsets.report = hdf5::byteOffsetOfText(file, "job_report", layout::kReportBytes);
    return opened;
  } catch (const Failure& failure) {
    throw InputError(path.string(), 0, fmt::format("is a damaged score file: {}", failure.what()));
  }
}

}  // namespace

OpenedScoreFile openScoreFile(const std::filesystem::path& path) {
  checkSignature(path);
  return readHdf5(path);
}

}  // namespace nblast
