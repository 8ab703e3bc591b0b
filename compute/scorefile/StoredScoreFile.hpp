// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/ScoreFileLayout.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/sparse/SparseLayout.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nblast {

/// One side as it was found in the file.
struct OpenedSide {
  ScoreAxis axis;
  std::vector<std::int64_t>
      offsets;  ///< of each neuron's points, and their total; empty without geometry
  layout::GeometryPlaces geometry;
};

/// What opening has found out; from here on only pread is needed.
struct OpenedScoreFile {
  std::shared_ptr<PosixFile> file;
  bool allByAll = false, normalised = true, hasGeometry = false;
  std::string jobJson, tableJson;
  OpenedSide queries, targets;  ///< targets: empty in an all-by-all
  ChunkGrid grid;               ///< dense scores only
  layout::Places places;
  std::optional<layout::FoundSparse> sparse;  ///< instead of dense scores
};

/// @throws InputError if it is not a score file of this program, with the reason
OpenedScoreFile openScoreFile(const std::filesystem::path& path);

/// What every open score file has, however its scores are stored. HDF5 is closed; a descriptor and
/// the places of everything are kept.
class StoredScoreFile : public ScoreFile {
 public:
  explicit StoredScoreFile(OpenedScoreFile opened) : opened_(std::move(opened)) {}

  const std::filesystem::path& path() const override { return opened_.file->path(); }
  bool isAllByAll() const override { return opened_.allByAll; }
  bool isNormalised() const override { return opened_.normalised; }
  bool hasGeometry() const override { return opened_.hasGeometry; }
  const ScoreAxis& queries() const override { return opened_.queries.axis; }
  const ScoreAxis& targets() const override { return targetSide().axis; }
  const std::string& jobJson() const override { return opened_.jobJson; }
  const std::string& tableJson() const override { return opened_.tableJson; }
  std::string reportJson() const override;

  NeuronGeometry queryGeometry(std::int64_t query) const override {
    return geometryOf(opened_.queries, query);
  }
  NeuronGeometry targetGeometry(std::int64_t target) const override {
    return geometryOf(targetSide(), target);
  }
  Dotprops queryDotprops(std::int64_t query) const override {
    return dotpropsOf(opened_.queries, query);
  }
  Dotprops targetDotprops(std::int64_t target) const override {
    return dotpropsOf(targetSide(), target);
  }

 protected:
  const OpenedScoreFile opened_;

 private:
  const OpenedSide& targetSide() const {
    return opened_.allByAll ? opened_.queries : opened_.targets;
  }
  NeuronGeometry geometryOf(const OpenedSide& side, std::int64_t neuron) const;
  Dotprops dotpropsOf(const OpenedSide& side, std::int64_t neuron) const;
};

/// The closing facts of a file; empty while there are none.
std::string readReport(const PosixFile& file, std::uint64_t place);

/// @throws std::out_of_range
void checkRange(std::int64_t first, std::int64_t count, std::int64_t size);

}  // namespace nblast
