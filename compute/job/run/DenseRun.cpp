// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/run/DenseRun.hpp"

#include "compute/base/ProcessMemory.hpp"
#include "compute/job/plan/RowRange.hpp"
#include "compute/job/run/Stopwatch.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace nblast {

void DenseRun::run() {
  createFile();
  scoreAll();
  job_.hearEngine();
  finish();
}

void DenseRun::settle() {
  if (!file_) return;
  const auto written = file_->written();
  if (written.finishedBlocks == 0) return file_->discard();
  job_.report.finishedBlocks = written.finishedBlocks;
  job_.report.blocks = written.blocks;
}

void DenseRun::createFile() {
  const Stopwatch watch(job_.report.writeSeconds);
  file_ = DenseScoreFileWriter::create(
      job_.spec.output, job_.contents(),
      job_.spec.overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse);
  job_.dropLinks();
  job_.control.advance();
  job_.tellFile(file_->hasItsName());
}

void DenseRun::scoreAll() {
  BlockWriter writer(*file_, [this](const ScoredBlock& block) {
    job_.tellFile(true);
    if (!job_.events.blockWritten) return;
    const auto& place = block.place;  // of reverse blocks rows are targets
    job_.events.blockWritten(place.reverse ? place.firstRow : place.firstColumn,
                             place.reverse ? place.rows : place.columns);
  });
  const auto& queries = *job_.inputs.queries;
  const auto& targets = job_.inputs.targets();
  const auto chunkQueries = scoreBlockQueries(queries.size(), targets.size());
  const auto chunkTargets = scoreBlockTargets(queries.size(), targets.size());
  const auto parts = job_.shape.queryParts;
  for (const auto& part : cutRows(queries.size(), chunkQueries, parts))
    scoreBlocks(writer, queries, targets, {false, part.first, part.count, 0, chunkTargets});
  if (job_.inputs.both) {
    for (const auto& part : cutRows(targets.size(), chunkTargets, parts))
      scoreBlocks(writer, targets, queries, {true, part.first, part.count, 0, chunkQueries});
  }
  const Stopwatch watch(job_.report.writeSeconds);
  writer.drain();
  job_.report.pointQueries = job_.inputs.pointQueries();
}

void DenseRun::scoreBlocks(BlockWriter& writer, const PreparedSet& rows, const PreparedSet& columns,
                           const ScoreRectangle& first) {
  const auto some = [](const PreparedSet& set, std::int64_t from, std::int64_t count) {
    return std::span<const Dotprops>(set.dotprops)
        .subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(count));
  };
  job_.prepare(some(rows, first.firstRow, first.rows));
  job_.engine->expectTargets(columns.dotprops, first.columns);
  job_.beginScore();
  for (auto place = first; place.firstColumn < columns.size(); place.firstColumn += first.columns) {
    place.columns = std::min(first.columns, columns.size() - place.firstColumn);
    ScoredBlock block{place, writer.recycled()};
    {
      const Stopwatch watch(job_.report.scoreSeconds);
      block.scores.resize(static_cast<std::size_t>(place.rows * place.columns));
      job_.engine->scoreTargets(some(columns, place.firstColumn, place.columns),
                                block.scores.data(), job_.control);
      if (job_.inputs.isAllByAll()) setDiagonal(block);
      job_.report.pairs += place.rows * place.columns;
    }
    const Stopwatch watch(job_.report.writeSeconds);
    writer.push(std::move(block));
  }
}

/// In an all-by-all a neuron against itself is its self-hit, exactly: 1 where scores are
/// normalised.
void DenseRun::setDiagonal(ScoredBlock& block) const {
  const auto& place = block.place;
  const auto first = std::max(place.firstRow, place.firstColumn);
  const auto last = std::min(place.firstRow + place.rows, place.firstColumn + place.columns);
  for (auto neuron = first; neuron < last; ++neuron) {
    const auto at = (neuron - place.firstRow) * place.columns + neuron - place.firstColumn;
    block.scores[static_cast<std::size_t>(at)] =
        job_.options.normalised
            ? 1.0F
            : static_cast<float>(job_.querySelfHits[static_cast<std::size_t>(neuron)]);
  }
}

void DenseRun::finish() {
  const Stopwatch watch(job_.report.writeSeconds);
  job_.control.begin(Phase::Write, 1);
  job_.report.peakHostBytes = peakResidentBytes();
  file_->finish(toJson(job_.report).dump());
  job_.control.advance();
}

}  // namespace nblast
