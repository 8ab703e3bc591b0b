// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/CreateScoreFile.hpp"

#include "compute/base/Version.hpp"

namespace nblast {

namespace {

using hdf5::Handle;

template <class Items, class Text>
void writeTexts(hid_t group, const char* name, const Items& items, Text text) {
  std::vector<const char*> texts;
  texts.reserve(items.size());
  for (const auto& item : items)
    texts.push_back(text(item).c_str());
  hdf5::writeStrings(group, name, texts);
}

void writeLabels(hid_t group, const PreparedSet& set) {
  writeTexts(
      group, "id", set.labels, [](const NeuronLabel& label) -> auto& { return label.key; });
  writeTexts(
      group, "name", set.labels, [](const NeuronLabel& label) -> auto& { return label.key; });
  writeTexts(
      group, "source", set.labels, [](const NeuronLabel& label) -> auto& { return label.source; });
  writeTexts(
      group, "hash", set.labels, [](const NeuronLabel& label) -> auto& { return label.hash; });
  const Handle leftOut = hdf5::createGroup(group, "left_out");
  writeTexts(
      leftOut, "name", set.leftOut, [](const LeftOut& item) -> auto& { return item.name; });
  writeTexts(
      leftOut, "reason", set.leftOut, [](const LeftOut& item) -> auto& { return item.reason; });
}

layout::GeometryOffsets reserveGeometry(hid_t group, const std::vector<std::int64_t>& offsets) {
  const Handle geometry = hdf5::createGroup(group, "geometry");
  hdf5::setAttribute(
      geometry, "about",
      "neuron i has the points offset[i] to offset[i + 1]; points and radius in micrometres; "
      "parent "
      "counts within the neuron, -1: a root, -2: no links (a point cloud); radius NaN: unknown");
  hdf5::writeDataset(geometry, "offset", H5T_STD_I64LE, H5T_NATIVE_INT64, {offsets.size()},
                     offsets.data());
  layout::GeometryOffsets byteOffsets;
  layout::forEachGeometryArray([&](const char* name, hid_t type, int width, auto byteOffset) {
    byteOffsets.*byteOffset =
        hdf5::reserveDataset(geometry, name, type, layout::geometryShape(offsets.back(), width));
  });
  return byteOffsets;
}

layout::GeometryOffsets writeSide(hid_t file, const char* name, const PreparedSet& set,
                                  std::span<const double> selfHits, bool withGeometry) {
  const Handle group = hdf5::createGroup(file, name);
  writeLabels(group, set);
  std::vector<std::int64_t> counts, offsets{0};
  for (const Dotprops& dotprops : set.dotprops) {
    counts.push_back(dotprops.size());
    offsets.push_back(offsets.back() + dotprops.size());
  }
  hdf5::writeDataset(group, "points", H5T_STD_I64LE, H5T_NATIVE_INT64, {counts.size()},
                     counts.data());
  hdf5::writeDataset(group, "self_hit", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, {selfHits.size()},
                     selfHits.data());
  return withGeometry ? reserveGeometry(group, offsets) : layout::GeometryOffsets{};
}

void describeFile(hid_t file, const ScoreFileContents& contents) {
  hdf5::setAttribute(file, "format", layout::kFormat);
  hdf5::setAttribute(file, "format_version", layout::kFormatVersion);
  hdf5::setAttribute(file, "program", "NBLAST Workbench");
  hdf5::setAttribute(file, "program_version", programVersion());
  hdf5::setAttribute(file, "all_by_all", contents.targets == nullptr ? 1 : 0);
  hdf5::setAttribute(file, "normalised", contents.normalised ? 1 : 0);
  hdf5::setAttribute(
      file, "about",
      "/scores/forward[i, j] is the NBLAST score of query i (/queries/name) against target j "
      "(/targets/name). Divided by the query's self-hit (/queries/self_hit) if normalised is 1. "
      "/scores/reverse[i, j], where it is there, is the score of target j against query i, divided "
      "by the target's self-hit. "
      "Only blocks whose /blocks/state is 1 hold scores.");
  hdf5::writeString(file, "job", contents.jobJson);
  hdf5::writeString(file, "score_table", contents.tableJson);
}

std::vector<std::uint64_t> createMatrix(hid_t group, const layout::MatrixNames& names,
                                        const ChunkGrid& grid, bool normalised) {
  const hsize_t shape[] = {static_cast<hsize_t>(grid.rows), static_cast<hsize_t>(grid.columns)};
  const hsize_t chunk[] = {static_cast<hsize_t>(grid.chunkRows),
                           static_cast<hsize_t>(grid.chunkColumns)};
  const Handle space(H5Screate_simple(2, shape, nullptr), H5Sclose);
  const Handle properties(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  hdf5::checked(H5Pset_chunk(properties, 2, chunk));
  hdf5::checked(H5Pset_alloc_time(properties, H5D_ALLOC_TIME_EARLY));
  hdf5::checked(H5Pset_fill_time(properties, H5D_FILL_TIME_NEVER));
  const Handle scores(
      H5Dcreate2(group, names.scores, H5T_IEEE_F32LE, space, H5P_DEFAULT, properties, H5P_DEFAULT),
      H5Dclose);
  hdf5::setAxisNames(scores, {"query", "target"});
  hdf5::setAttribute(scores, "rows", "queries");
  hdf5::setAttribute(scores, "columns", "targets");
  hdf5::setAttribute(scores, "normalised", normalised ? 1 : 0);
  return layout::askForChunks(scores, grid);
}

void createBlocks(hid_t group, const layout::MatrixNames& names, const ChunkGrid& grid,
                  layout::MatrixOffsets& byteOffsets) {
  const hdf5::Shape shape{static_cast<hsize_t>(grid.rowChunks()),
                          static_cast<hsize_t>(grid.columnChunks())};
  byteOffsets.state = hdf5::reserveDataset(group, names.state, H5T_STD_U8LE, shape);
  byteOffsets.crc32c = hdf5::reserveDataset(group, names.crc32c, H5T_STD_U32LE, shape);
  if (grid.chunks() < layout::kManyChunks) return;
  hdf5::writeDataset(group, names.address, H5T_STD_U64LE, H5T_NATIVE_UINT64, shape,
                     byteOffsets.chunks.data());
}

std::uint64_t reserveReport(hid_t file) {
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  hdf5::checked(H5Tset_size(type, layout::kReportBytes));
  hdf5::checked(H5Tset_cset(type, H5T_CSET_UTF8));
  hdf5::checked(H5Tset_strpad(type, H5T_STR_NULLPAD));
  return hdf5::reserveDataset(file, "job_report", type, {});
}

}  // namespace

void createMatrices(hid_t file, const ScoreFileContents& contents, const ChunkGrid& grid,
                    layout::FileOffsets& byteOffsets) {
  const Handle scores = hdf5::createGroup(file, "scores");
  byteOffsets.chunks = createMatrix(scores, layout::kForwardNames, grid, contents.normalised);
  if (contents.reverse) {
    byteOffsets.reverse.chunks =
        createMatrix(scores, layout::kReverseNames, grid, contents.normalised);
  }
  const Handle blocks = hdf5::createGroup(file, "blocks");
  hdf5::setAttribute(blocks, "about",
                     "one entry a chunk of /scores/forward. state 0: not computed yet, 1: done. "
                     "crc32c: CRC-32C of the chunk's bytes, padding included. reverse_...: the "
                     "same for /scores/reverse");
  createBlocks(blocks, layout::kForwardNames, grid, byteOffsets);
  if (contents.reverse) createBlocks(blocks, layout::kReverseNames, grid, byteOffsets.reverse);
}

CreatedScoreFile createScoreFile(const std::string& path, const ScoreFileContents& contents,
                                 const CreateScores& createScores) {
  const hdf5::Session session;
  Handle file = hdf5::createFile(path);
  CreatedScoreFile created;
  describeFile(file, contents);
  created.queries =
      writeSide(file, "queries", *contents.queries, contents.querySelfHits, contents.geometry);
  if (contents.targets == nullptr) {
    hdf5::checked(H5Lcreate_hard(file, "queries", file, "targets", H5P_DEFAULT, H5P_DEFAULT));
  } else {
    created.targets =
        writeSide(file, "targets", *contents.targets, contents.targetSelfHits, contents.geometry);
  }
  createScores(file, created.byteOffsets);
  created.byteOffsets.report = reserveReport(file);
  file.close();
  return created;
}

}  // namespace nblast
