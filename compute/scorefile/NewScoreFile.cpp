// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/NewScoreFile.hpp"

#include "compute/base/Bytes.hpp"
#include "compute/base/Error.hpp"
#include "compute/scorefile/CreateScoreFile.hpp"
#include "compute/scorefile/WriteGeometry.hpp"
#include "compute/scorefile/platform/DiskSpace.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <stdexcept>
#include <system_error>
#include <vector>

namespace nblast {

namespace {

std::int64_t pointsOf(const PreparedSet* set) {
  std::int64_t points = 0;
  if (set != nullptr) {
    for (const Dotprops& dotprops : set->dotprops)
      points += dotprops.size();
  }
  return points;
}

/// The report cut down to what its place in the file holds: its longest lists lose their ends
/// first.
std::string fittingReport(const std::string& reportJson) {
  if (reportJson.size() <= layout::kReportBytes) return reportJson;
  nlohmann::json report = nlohmann::json::parse(reportJson, nullptr, false);
  if (!report.is_object()) return R"({"shortened":true})";
  report["shortened"] = true;
  for (std::string text = report.dump(); !report.empty(); text = report.dump()) {
    if (text.size() <= layout::kReportBytes) return text;
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

}  // namespace

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

void reserveRoom(PosixFile& file, const std::filesystem::path& path) {
  const std::uint64_t needed = file.size();
  try {
    file.reserve(needed);
  } catch (const IoError&) {
    checkRoom(path, needed);
    throw;
  }
}

const PreparedSet& targetsOf(const ScoreFileContents& contents) {
  return contents.targets == nullptr ? *contents.queries : *contents.targets;
}

std::int64_t geometryPoints(const ScoreFileContents& contents) {
  return contents.geometry ? pointsOf(contents.queries) + pointsOf(contents.targets) : 0;
}

std::int64_t bytesBesidesScores(std::int64_t queries, std::int64_t targets, std::int64_t points) {
  constexpr std::int64_t kPerPoint = 9 * sizeof(float);  // position, parent, radius, tangent, alpha
  constexpr std::int64_t kPerNeuron = 300;               // names, counts
  return points * kPerPoint + (queries + targets) * kPerNeuron +
         static_cast<std::int64_t>(layout::kReportBytes) + 16384;
}

bool mustWaitForItsName(const std::filesystem::path& path, ExistingFile existing) {
  std::error_code none;
  return existing == ExistingFile::Overwrite && std::filesystem::exists(path, none);
}

NewScoreFile::NewScoreFile(const std::filesystem::path& path, const ScoreFileContents& contents,
                           const CreateScores& createScores)
    : path_(path), unfinished_(unfinishedName(path)) {
  CreatedScoreFile created;
  try {
    created = createScoreFile(unfinished_.path().string(), contents, createScores);
  } catch (const hdf5::Failure& failure) {
    throw IoError(
        fmt::format("{}: cannot create: {}; choose another place", path.string(), failure.what()));
  }
  byteOffsets_ = std::move(created.byteOffsets);
  file_ = std::make_shared<PosixFile>(unfinished_.path(), O_RDWR, 0644);
  file_->setPath(path);
  reserveRoom(*file_, path);
  const std::vector<char> noReport(layout::kReportBytes);
  file_->writeAt(byteOffsets_.report, noReport.data(), noReport.size());
  if (!contents.geometry) return;
  writeGeometry(*file_, created.queries, *contents.queries);
  if (contents.targets != nullptr) writeGeometry(*file_, created.targets, *contents.targets);
}

void NewScoreFile::moveToItsName(ExistingFile existing) {
  file_->sync();
  unfinished_.moveTo(path_, existing);
  hasItsName_ = true;
}

void NewScoreFile::removeFromItsName() {
  if (hasItsName_ && file_->isAt(path_)) ::unlink(path_.c_str());
}

std::filesystem::path unfinishedName(const std::filesystem::path& path) {
  return path.string() + ".creating";
}

void writeReport(PosixFile& file, std::uint64_t byteOffset, const std::string& reportJson) {
  const std::string report = fittingReport(reportJson);
  if (report.empty()) return;
  // The first byte comes last: a report is seen whole or not at all.
  file.writeAt(byteOffset + 1, report.data() + 1, report.size() - 1);
  file.writeAt(byteOffset, report.data(), 1);
}

}  // namespace nblast
