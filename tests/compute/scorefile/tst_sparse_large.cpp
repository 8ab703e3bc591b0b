// SPDX-License-Identifier: BSD-3-Clause
#include "tests/compute/scorefile/Processes.hpp"
#include "tests/compute/scorefile/SparseFixtures.hpp"

#include <QElapsedTimer>
#include <QTest>

using namespace fixtures;

/// 200,000 neurons against each other, 50 kept pairs a row: bounded memory and time.
class TestSparseLarge : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void manyRows();
};

namespace {

constexpr std::int32_t kNeurons = 200000;
constexpr std::int32_t kHalf = 25;  ///< neighbours on each side in a ring

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kCountsMemory = false;  // a sanitizer's own memory is counted too
#else
constexpr bool kCountsMemory = true;
#endif

float scoreOfPair(std::int32_t query, std::int32_t target) {
  return static_cast<float>((query * 31 + target * 17) % 1000) / 1000 - 0.4F;
}

std::int64_t peakBytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace

void TestSparseLarge::manyRows() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  QElapsedTimer timer;
  timer.start();
  Job job(0);
  job.queries.labels.resize(kNeurons);
  job.queries.dotprops.resize(kNeurons);
  job.querySelfHits.assign(kNeurons, 1);
  job.contents.querySelfHits = job.querySelfHits;
  job.contents.geometry = false;
  constexpr std::int64_t kMemory = std::int64_t{64} << 20;
  const auto writer =
      SparseScoreFileWriter::create(path, job.contents, {-1.0, {}}, ExistingFile::Refuse, kMemory);
  std::vector<ScoredPair> block;
  for (std::int32_t query = 0; query < kNeurons; ++query) {
    for (std::int32_t step = -kHalf; step <= kHalf; ++step) {
      const std::int32_t target = (query + step * 3001 + kNeurons) % kNeurons;
      if (step != 0) block.push_back({query, target, scoreOfPair(query, target)});
    }
    if (block.size() > 500000) {
      writer->writeBlock(block);
      block.clear();
    }
  }
  writer->writeBlock(block);
  block = {};
  qInfo("made and written: %lld ms", timer.restart());
  const std::int64_t before = peakBytes();
  writer->finish("{}");
  const std::int64_t more = peakBytes() - before;
  qInfo("finish: %lld ms, %lld MB more memory than before", timer.restart(),
        qint64{more / 1000000});
  // The scores alone, in rows and both directions, are 240 MB.
  if (kCountsMemory) QVERIFY2(more < kMemory + (40 << 20), qPrintable(QString::number(more)));

  const auto file = ScoreFile::open(path);
  const qint64 opened = timer.restart();
  const SparseCounts counts = file->sparseCounts();
  QCOMPARE(counts.kept, std::int64_t{kNeurons} * (2 * kHalf + 1));
  std::vector<float> scores(1 << 20);
  for (const std::int64_t first : {0, 99000, kNeurons - 1024}) {
    file->read(Direction::Reverse, first, 1024, first, 1024, scores.data());
    for (std::int64_t i = 0; i < 1024 * 1024; ++i) {
      const auto q = static_cast<std::int32_t>(first + i / 1024);
      const auto t = static_cast<std::int32_t>(first + i % 1024);
      const float expected = q == t ? 1 : ScoreFile::kNotKept;  // neighbours are 3,001 apart
      QVERIFY(scores[static_cast<std::size_t>(i)] == expected);
    }
  }
  const ScoreRows row = file->rows(123456, 1);
  for (std::size_t i = 0; i < row.targets.size(); ++i) {
    const bool self = row.targets[i] == 123456;
    QCOMPARE(row.forward[i], self ? 1 : scoreOfPair(123456, row.targets[i]));
    QCOMPARE(row.reverse[i], self ? 1 : scoreOfPair(row.targets[i], 123456));
  }
  qInfo("open: %lld ms, three rectangles of 1,024 x 1,024: %lld ms", opened, timer.restart());
  QCOMPARE(file->damagedBlocks(), 0);
}

QTEST_GUILESS_MAIN(TestSparseLarge)
#include "tst_sparse_large.moc"
