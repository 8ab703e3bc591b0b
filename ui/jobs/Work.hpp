// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/analysis/Matches.hpp"
#include "compute/analysis/Verify.hpp"
#include "compute/export/Export.hpp"
#include "compute/export/MatchTable.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/job/Runner.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

/// What the window does in the background, as callables for BackgroundTask::start. Each holds its
/// inputs by value (or shares them, immutable), so nothing on the UI thread is touched.

/// Progress in files. Result: shared_ptr<const NeuronSet>, without neurons where none of several
/// files could be loaded: what was left out is the list of them
inline auto loadNeuronsWork(std::vector<std::filesystem::path> paths) {
  return [paths = std::move(paths)](nblast::JobControl& control) {
    auto set = std::make_shared<nblast::NeuronSet>();
    try {
      *set = nblast::readNeurons(paths, control);
    } catch (const nblast::NothingLoaded& nothing) {
      set->leftOut = nothing.leftOut();
    }
    return std::shared_ptr<const nblast::NeuronSet>(std::move(set));
  };
}

/// Result: shared_ptr<const ScoreFile>
inline auto openScoreFileWork(std::filesystem::path path) {
  return [path = std::move(path)](nblast::JobControl&) {
    return std::shared_ptr<const nblast::ScoreFile>(nblast::ScoreFile::open(path));
  };
}

/// How much of a score file is there by now. Result: Completeness
inline auto completenessWork(std::shared_ptr<const nblast::ScoreFile> file) {
  return [file = std::move(file)](nblast::JobControl&) { return file->completeness(); };
}

/// What a job would cost. Result: Plan
inline auto planWork(nblast::JobSpec spec, nblast::LoadedInputs inputs) {
  return [spec = std::move(spec), inputs = std::move(inputs)](nblast::JobControl& control) mutable {
    return nblast::planJob(spec, std::move(inputs), control);
  };
}

/// Result: vector<Match>, best first
inline auto matchesWork(std::shared_ptr<const nblast::ScoreFile> file, std::int64_t query,
                        nblast::Direction rankedBy, std::int64_t top = 0) {
  return [file = std::move(file), query, rankedBy, top](nblast::JobControl&) {
    return nblast::matchesOf(*file, query, rankedBy, top);
  };
}

/// Progress in pairs. Result: VerifyResult
inline auto verifyWork(std::shared_ptr<const nblast::ScoreFile> file,
                       nblast::VerifyOptions options = {}) {
  return [file = std::move(file), options](nblast::JobControl& control) {
    return nblast::verifyScores(*file, options, control);
  };
}

/// Progress in queries. No result. @param sized called on the worker with the number of bytes
/// that the file will have, about
inline auto exportScoresWork(std::shared_ptr<const nblast::ScoreFile> file,
                             std::filesystem::path output, nblast::ExportOptions options,
                             std::function<void(std::int64_t bytes)> sized = {}) {
  return [file = std::move(file), output = std::move(output), options,
          sized = std::move(sized)](nblast::JobControl& control) {
    if (sized) sized(nblast::estimateExportBytes(*file, output, options));
    nblast::exportScores(*file, output, options, control);
  };
}

/// No result.
inline auto exportMatchesWork(std::shared_ptr<const nblast::ScoreFile> file, std::int64_t query,
                              std::vector<nblast::Match> matches, std::filesystem::path output) {
  return [file = std::move(file), query, matches = std::move(matches), output = std::move(output)](
             nblast::JobControl&) { nblast::exportMatches(*file, query, matches, output); };
}
