// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/CreateScoreFile.hpp"
#include "compute/scorefile/WriteGeometry.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// An all-by-all score file of many neurons, made up in a second: nearly all of it is a hole in the
/// file, which reads as scores of 0 and takes no room on the disk.
class LargeResult {
 public:
  explicit LargeResult(std::int64_t neurons) : grid_(nblast::makeChunkGrid(neurons, neurons)) {
    for (std::int64_t i = 0; i < neurons; ++i)
      add(i);
  }

  /// "left_T1_leg_sensory_neuron_00007_-_elastic_transform": as long and as alike as real ones.
  static std::string nameOf(std::int64_t neuron) {
    constexpr const char* kByteOffsets[] = {"left", "right", "central"};
    constexpr const char* kKinds[] = {"sensory", "motor", "club_chordotonal_sensory"};
    return fmt::format("{}_T{}_leg_{}_neuron_{:05}_-_elastic_transform", kByteOffsets[neuron % 3],
                       neuron / 40 % 3 + 1, kKinds[neuron / 120 % 3], neuron);
  }

  /// Rows with scores of their own begin every so many rows; see scoreOf().
  static constexpr std::int64_t kRowStep = 500;
  static bool isWritten(std::int64_t query) { return query % kRowStep == 0; }
  /// From -0.8 to 0.9, each target another score.
  float scoreOf(std::int64_t query, std::int64_t target) const {
    if (query == target) return 1;
    const std::int64_t place = (target * 7919 + query) % grid_.columns;
    return static_cast<float>(-0.8 + 1.7 * static_cast<double>(place) /
                                         static_cast<double>(grid_.columns));
  }

  std::int64_t blockTargets() const { return grid_.chunkColumns; }

  /// @param blocks how many columns of blocks are finished, from the left; -1: all
  void write(const std::filesystem::path& path, std::int64_t blocks = -1) const {
    const std::vector<double> selfHits(static_cast<std::size_t>(set_.size()), 100);
    nblast::ScoreFileContents contents;
    contents.queries = &set_;
    contents.querySelfHits = selfHits;
    contents.jobJson = R"({"k":5})";
    contents.tableJson = R"({"name":"fcwb"})";
    const auto created = nblast::createScoreFile(
        path.string(), contents, [&](hid_t file, nblast::layout::FileOffsets& byteOffsets) {
          nblast::createMatrices(file, contents, grid_, byteOffsets);
        });
    nblast::PosixFile file(path, O_RDWR, 0644);
    nblast::writeGeometry(file, created.queries, set_);
    std::vector<std::uint8_t> states(static_cast<std::size_t>(grid_.chunks()),
                                     nblast::layout::kChunkPending);
    for (std::size_t chunk = 0; chunk < states.size(); ++chunk) {
      const auto column = static_cast<std::int64_t>(chunk) % grid_.columnChunks();
      if (blocks < 0 || column < blocks) states[chunk] = nblast::layout::kChunkDone;
    }
    file.writeAt(created.byteOffsets.state, states.data(), states.size());
    for (std::int64_t row = 0; row < grid_.rows; row += kRowStep)
      writeRow(file, created.byteOffsets, row);
  }

 private:
  void add(std::int64_t i) {
    const std::string name = nameOf(i);
    set_.labels.push_back({name, "folder/" + name + ".swc", ""});
    nblast::Dotprops dotprops;
    nblast::SkeletonLinks links;
    for (int p = 0; p < 6; ++p) {
      const auto along = static_cast<float>(10 * p);
      dotprops.points_um.push_back({static_cast<float>(i % 200) + along,
                                    static_cast<float>(i / 200 % 200) + 0.3F * along,
                                    static_cast<float>(i % 77)});
      dotprops.tangents.push_back({1, 0, 0});
      dotprops.alphas.push_back(0.5F);
      links.parents.push_back(p - 1);
    }
    set_.dotprops.push_back(std::move(dotprops));
    set_.links.push_back(std::move(links));
  }

  void writeRow(nblast::PosixFile& file, const nblast::layout::FileOffsets& byteOffsets,
                std::int64_t row) const {
    std::vector<float> scores(static_cast<std::size_t>(grid_.chunkColumns));
    for (std::int64_t chunk = 0; chunk < grid_.columnChunks(); ++chunk) {
      const std::int64_t first = chunk * grid_.chunkColumns;
      for (std::int64_t i = 0; i < grid_.chunkColumns; ++i)
        scores[static_cast<std::size_t>(i)] = scoreOf(row, first + i);
      const auto place =
          byteOffsets.chunks[static_cast<std::size_t>(grid_.index(row / grid_.chunkRows, chunk))] +
          static_cast<std::uint64_t>(row % grid_.chunkRows * grid_.chunkColumns) * sizeof(float);
      file.writeAt(place, scores.data(), scores.size() * sizeof(float));
    }
  }

  nblast::ChunkGrid grid_;
  nblast::PreparedSet set_;
};
