// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/OpenedScoreFile.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace nblast {

/// What every open score file has, however its scores are stored. HDF5 is closed; a descriptor and
/// the byteOffsets of everything are kept.
class ScoreFileReader : public ScoreFile {
 public:
  explicit ScoreFileReader(OpenedScoreFile opened) : opened_(std::move(opened)) {}

  const std::filesystem::path& path() const override { return opened_.file->path(); }
  bool isAllByAll() const override { return opened_.allByAll; }
  bool isNormalised() const override { return opened_.normalised; }
  bool hasGeometry() const override { return opened_.hasGeometry; }
  const ScoreAxis& queries() const override { return opened_.queries.axis; }
  const ScoreAxis& targets() const override { return targetSide().axis; }
  const std::string& jobJson() const override { return opened_.jobJson; }
  const std::string& tableJson() const override { return opened_.tableJson; }
  std::string reportJson() const override;

  Skeleton queryGeometry(std::int64_t query) const override {
    return geometryOf(opened_.queries, query);
  }
  Skeleton targetGeometry(std::int64_t target) const override {
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
  Skeleton geometryOf(const OpenedSide& side, std::int64_t neuron) const;
  Dotprops dotpropsOf(const OpenedSide& side, std::int64_t neuron) const;
};

/// The closing facts of a file; empty while there are none.
std::string readReport(const PosixFile& file, std::uint64_t byteOffset);

/// @throws std::out_of_range
void checkRange(std::int64_t first, std::int64_t count, std::int64_t size);

}  // namespace nblast
