// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFileContents.hpp"
#include "compute/scorefile/ScoreFileLayout.hpp"
#include "compute/scorefile/platform/PosixFile.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

/// What making a score file is made of, whatever its scores look like.
namespace nblast {

/// @throws InputError if there is nothing to score; std::invalid_argument if the parts do not fit
void checkContents(const std::filesystem::path& path, const ScoreFileContents& contents);
/// Makes sure of the disk space for the file as long as it is now. @throws IoError
void reserveRoom(PosixFile& file, const std::filesystem::path& path);

const PreparedSet& targetsOf(const ScoreFileContents& contents);
/// Points whose geometry goes into the file.
std::int64_t geometryPoints(const ScoreFileContents& contents);
/// Bytes of a score file apart from its scores. @param points of both sides; 0 without geometry
std::int64_t bytesBesidesScores(std::int64_t queries, std::int64_t targets, std::int64_t points);
/// True where a new file must wait for the name: it may overwrite an old one, and one is there.
bool mustWaitForItsName(const std::filesystem::path& path, ExistingFile existing);
/// What a score file is called until it is whole.
std::filesystem::path unfinishedName(const std::filesystem::path& path);

/// Creates what holds the scores in the open HDF5 file, and says where it is.
using CreateScores = std::function<void(hid_t file, layout::FileOffsets& byteOffsets)>;

/// A score file in the making: all but the scores written, under a name of its own that goes away
/// with it unless it is moved to the right one.
class NewScoreFile {
 public:
  /// @throws IoError
  NewScoreFile(const std::filesystem::path& path, const ScoreFileContents& contents,
               const CreateScores& createScores);

  const std::shared_ptr<PosixFile>& file() const { return file_; }
  const layout::FileOffsets& byteOffsets() const { return byteOffsets_; }
  /// Syncs first. @throws as TemporaryName::moveTo
  void moveToItsName(ExistingFile existing);
  bool hasItsName() const { return hasItsName_; }
  /// The file goes away, if it still is the one that has the name.
  void removeFromItsName();

 private:
  std::filesystem::path path_;
  bool hasItsName_ = false;
  TemporaryName unfinished_;
  std::shared_ptr<PosixFile> file_;
  layout::FileOffsets byteOffsets_;
};

/// Puts the closing facts at their place, cut to what it holds. @throws IoError
void writeReport(PosixFile& file, std::uint64_t byteOffset, const std::string& reportJson);

}  // namespace nblast
