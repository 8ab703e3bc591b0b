#pragma once
#include "compute/store/PosixFile.hpp"
#include "compute/store/ScoreFile.hpp"
#include "compute/store/ScoreFileLayout.hpp"

#include <atomic>
#include <memory>
#include <string>

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
  std::unique_ptr<PosixFile> file;
  bool allByAll = false, normalised = true, hasGeometry = false;
  std::string jobJson, tableJson;
  OpenedSide queries, targets;  ///< targets: empty in an all-by-all
  ChunkGrid grid;
  layout::Places places;
};

/// A score file with a dense forward matrix, and perhaps a reverse one. HDF5 is closed; a
/// descriptor and the places of everything are kept.
class DenseScoreFile : public ScoreFile {
 public:
  explicit DenseScoreFile(OpenedScoreFile opened) : opened_(std::move(opened)) {}

  const std::filesystem::path& path() const override { return opened_.file->path(); }
  bool isAllByAll() const override { return opened_.allByAll; }
  bool isNormalised() const override { return opened_.normalised; }
  bool hasGeometry() const override { return opened_.hasGeometry; }
  const ScoreAxis& queries() const override { return opened_.queries.axis; }
  const ScoreAxis& targets() const override { return targetSide().axis; }
  const std::string& jobJson() const override { return opened_.jobJson; }
  const std::string& tableJson() const override { return opened_.tableJson; }
  std::string reportJson() const override;

  bool hasDirection(Direction direction) const override {
    return direction == Direction::Forward || opened_.allByAll || opened_.places.hasReverse();
  }
  void read(Direction direction, std::int64_t firstQuery, std::int64_t nQueries,
            std::int64_t firstTarget, std::int64_t nTargets, float* scores) const override;
  Completeness completeness() const override;
  std::int64_t damagedBlocks() const override;

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

 private:
  struct Rectangle {
    std::int64_t firstRow = 0, rows = 0, firstColumn = 0, columns = 0;
  };
  struct ChunkPart;

  const OpenedSide& targetSide() const {
    return opened_.allByAll ? opened_.queries : opened_.targets;
  }
  template <class Visit>
  void visitChunks(const layout::MatrixPlaces& matrix, const Rectangle& rectangle,
                   Visit visit) const;
  template <class Combine>
  void readTransposed(const Rectangle& stored, float* scores, Combine combine) const;
  template <class Combine>
  void readMatrix(const layout::MatrixPlaces& matrix, const Rectangle& rectangle, float* scores,
                  Combine combine) const;
  template <class Combine>
  void readReverse(const Rectangle& wanted, float* scores, Combine combine) const;
  std::vector<std::uint8_t> states(const layout::MatrixPlaces& matrix, std::int64_t firstRowChunk,
                                   std::int64_t rowChunks) const;
  std::int64_t damagedBlocks(const layout::MatrixPlaces& matrix) const;

  NeuronGeometry geometryOf(const OpenedSide& side, std::int64_t neuron) const;
  Dotprops dotpropsOf(const OpenedSide& side, std::int64_t neuron) const;

  OpenedScoreFile opened_;
  mutable std::atomic<bool> complete_{false};  ///< once all is there, nothing goes away again
};

}  // namespace nblast
