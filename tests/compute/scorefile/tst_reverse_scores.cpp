// SPDX-License-Identifier: BSD-3-Clause
// Both directions of queries against other targets, stored side by side.
#include "compute/analysis/Matches.hpp"
#include "compute/base/Error.hpp"
#include "compute/export/Export.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <QFile>
#include <QTest>

using namespace nblast;
using fixtures::in;

namespace {

/// Unlike any forward score, and different for every pair.
float reverseOf(std::int64_t query, std::int64_t target) {
  return 0.5F - fixtures::scoreOf(target, query);
}

void writeReverse(DenseScoreFileWriter& writer, std::int64_t first, std::int64_t count,
                  std::int64_t targets) {
  std::vector<float> scores;
  for (std::int64_t target = 0; target < targets; ++target) {
    for (std::int64_t query = first; query < first + count; ++query)
      scores.push_back(reverseOf(query, target));
  }
  writer.writeReverseBlock(first, count, scores.data());
}

float wanted(Direction direction, std::int64_t query, std::int64_t target) {
  const float forward = fixtures::scoreOf(query, target), reverse = reverseOf(query, target);
  switch (direction) {
    case Direction::Forward:
      return forward;
    case Direction::Reverse:
      return reverse;
    case Direction::Mean:
      return (forward + reverse) / 2;
    case Direction::Min:
      return std::min(forward, reverse);
    case Direction::Max:
      return std::max(forward, reverse);
  }
  return NAN;
}

constexpr Direction kDirections[] = {Direction::Forward, Direction::Reverse, Direction::Mean,
                                     Direction::Min, Direction::Max};

}  // namespace

class TestReverseScores : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everyDirectionIsRead_data();
  void everyDirectionIsRead();
  void itGrowsBlockByBlock();
  void rowsInPartsAreTheSameFile();
  void aPartAtAWrongPlaceIsRefused();
  void aBlockAtAWrongPlaceIsRefused();
  void aFileWithoutTakesNone();
  void exportAndMatchesKnowBoth();
  void damageIsFound();

 private:
  QTemporaryDir folder_;
};

void TestReverseScores::everyDirectionIsRead_data() {
  QTest::addColumn<int>("queries");
  QTest::addColumn<int>("targets");
  QTest::newRow("one against one") << 1 << 1;
  QTest::newRow("one against many") << 1 << 130;
  QTest::newRow("many against one") << 70 << 1;
  QTest::newRow("several chunks each way") << 50 << 83;
  QTest::newRow("chunks of different sides") << 20 << 1100;
}

void TestReverseScores::everyDirectionIsRead() {
  QFETCH(int, queries);
  QFETCH(int, targets);
  fixtures::Job job(queries, targets);
  job.contents.reverse = true;
  const auto path = in(folder_, QTest::currentDataTag());
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  job.writeAll(*writer);
  for (std::int64_t first = 0; first < queries; first += writer->blockQueries())
    writeReverse(*writer, first, std::min(writer->blockQueries(), queries - first), targets);
  writer->finish("{}");
  const auto file = ScoreFile::open(path);
  QVERIFY(file->completeness().complete());
  QCOMPARE(file->damagedBlocks(), 0);
  // All of it, and a rectangle that starts and ends inside chunks.
  const std::int64_t cuts[][4]{{0, queries, 0, targets},
                               {queries / 3, queries - queries / 3 - queries / 5, targets / 4,
                                targets - targets / 4 - targets / 7}};
  for (const auto direction : kDirections) {
    QVERIFY(file->hasDirection(direction));
    for (const auto& [firstQuery, nQueries, firstTarget, nTargets] : cuts) {
      std::vector<float> scores(static_cast<std::size_t>(nQueries * nTargets), NAN);
      file->read(direction, firstQuery, nQueries, firstTarget, nTargets, scores.data());
      for (std::int64_t q = 0; q < nQueries; ++q) {
        for (std::int64_t t = 0; t < nTargets; ++t) {
          QCOMPARE(scores[q * nTargets + t], wanted(direction, firstQuery + q, firstTarget + t));
        }
      }
    }
  }
}

void TestReverseScores::itGrowsBlockByBlock() {
  fixtures::Job job(40, 33);
  job.contents.reverse = true;
  const auto path = in(folder_, "growing.h5");
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  const auto file = ScoreFile::open(path);
  const auto blocks = file->completeness().blocks;
  job.writeAll(*writer);
  QCOMPARE(file->completeness().finishedBlocks, blocks / 2);
  QVERIFY(!file->completeness().complete());
  writeReverse(*writer, 16, 16, 33);
  std::vector<float> scores(40 * 33);
  file->read(Direction::Mean, 0, 40, 0, 33, scores.data());
  for (std::int64_t q = 0; q < 40; ++q) {
    for (std::int64_t t = 0; t < 33; ++t) {
      const float score = scores[q * 33 + t];
      if (q >= 16 && q < 32) {
        QCOMPARE(score, wanted(Direction::Mean, q, t));
      } else {
        QVERIFY(std::isnan(score));
      }
    }
  }
  writeReverse(*writer, 0, 16, 33);
  writeReverse(*writer, 32, 8, 33);
  QVERIFY(file->completeness().complete());
}

/// A job that cannot hold all rows at once writes some rows of each block, then the others.
void TestReverseScores::rowsInPartsAreTheSameFile() {
  constexpr std::int64_t kQueries = 50, kTargets = 83, kChunk = 16;
  fixtures::Job job(kQueries, kTargets);
  job.contents.reverse = true;
  const auto whole = in(folder_, "whole.h5"), inParts = in(folder_, "in-parts.h5");
  auto writer = DenseScoreFileWriter::create(whole, job.contents, ExistingFile::Refuse);
  job.writeAll(*writer);
  for (std::int64_t first = 0; first < kQueries; first += kChunk)
    writeReverse(*writer, first, std::min(kChunk, kQueries - first), kTargets);
  writer = DenseScoreFileWriter::create(inParts, job.contents, ExistingFile::Refuse);
  const auto writeAll = [&](bool reverse, std::int64_t rows, std::int64_t columns) {
    for (std::int64_t row = 0; row < rows; row += 2 * kChunk) {
      for (std::int64_t column = 0; column < columns; column += kChunk) {
        const ScoreRectangle place{reverse, row, std::min(2 * kChunk, rows - row), column,
                                   std::min(kChunk, columns - column)};
        std::vector<float> scores;
        for (auto r = row; r < row + place.rows; ++r) {
          for (auto c = column; c < column + place.columns; ++c)
            scores.push_back(reverse ? reverseOf(c, r) : fixtures::scoreOf(r, c));
        }
        writer->writeAt(place, scores.data());
      }
    }
  };
  writeAll(false, kQueries, kTargets);
  writeAll(true, kTargets, kQueries);
  const auto one = ScoreFile::open(whole), other = ScoreFile::open(inParts);
  QVERIFY(other->completeness().complete());
  QCOMPARE(other->damagedBlocks(), 0);
  for (const auto direction : {Direction::Forward, Direction::Reverse}) {
    std::vector<float> a(kQueries * kTargets), b(a.size());
    one->read(direction, 0, kQueries, 0, kTargets, a.data());
    other->read(direction, 0, kQueries, 0, kTargets, b.data());
    QVERIFY(a == b);
  }
}

void TestReverseScores::aPartAtAWrongPlaceIsRefused() {
  fixtures::Job job(50, 83);
  job.contents.reverse = true;
  const auto writer =
      DenseScoreFileWriter::create(in(folder_, "parts.h5"), job.contents, ExistingFile::Refuse);
  const std::vector<float> scores(50 * 83);
  const ScoreRectangle wrong[] = {
      {false, 1, 16, 0, 16},  {false, 0, 15, 0, 16},  {false, 48, 16, 0, 16}, {false, 0, 16, 8, 16},
      {true, 16, 15, 0, 16},  {true, 16, 16, 0, 15},  {true, 96, 16, 0, 16},  {true, 0, 0, 0, 16},
      {false, 0, 16, 80, 16}, {false, -16, 16, 0, 16}};
  for (const auto& place : wrong)
    QVERIFY_EXCEPTION_THROWN(writer->writeAt(place, scores.data()), std::invalid_argument);
  QCOMPARE(ScoreFile::open(in(folder_, "parts.h5"))->completeness().finishedBlocks, 0);
  writer->writeAt({false, 48, 2, 80, 3}, scores.data());
  writer->writeAt({true, 80, 3, 48, 2}, scores.data());
  QCOMPARE(ScoreFile::open(in(folder_, "parts.h5"))->completeness().finishedBlocks, 2);
}

void TestReverseScores::aBlockAtAWrongPlaceIsRefused() {
  fixtures::Job job(40, 33);
  job.contents.reverse = true;
  const auto writer = DenseScoreFileWriter::create(in(folder_, "byteOffsets.h5"), job.contents,
                                                   ExistingFile::Refuse);
  for (const auto& [first, count] : {std::pair{1, 16}, {0, 10}, {32, 16}, {-16, 16}, {0, 0}})
    QVERIFY_EXCEPTION_THROWN(writeReverse(*writer, first, count, 33), std::invalid_argument);
}

void TestReverseScores::aFileWithoutTakesNone() {
  const fixtures::Job job(8, 5);
  const auto path = in(folder_, "forward.h5");
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  const std::vector<float> scores(40);
  QVERIFY_EXCEPTION_THROWN(writer->writeReverseBlock(0, 8, scores.data()), std::logic_error);
  const auto file = ScoreFile::open(path);
  QVERIFY(!file->hasDirection(Direction::Reverse) && !file->hasDirection(Direction::Mean));
  std::vector<float> read(40);
  QVERIFY_EXCEPTION_THROWN(file->read(Direction::Mean, 0, 8, 0, 5, read.data()), InputError);
}

void TestReverseScores::exportAndMatchesKnowBoth() {
  fixtures::Job job(2, 3);
  job.contents.reverse = true;
  const auto path = in(folder_, "small.h5");
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  job.writeAll(*writer);
  writeReverse(*writer, 0, 2, 3);
  writer->finish("{}");
  const auto file = ScoreFile::open(path);
  const auto matches = matchesOf(*file, 1, Direction::Reverse, 0);
  QCOMPARE(matches.size(), std::size_t(3));
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& match = matches[i];
    QCOMPARE(match.reverse, reverseOf(1, match.target));
    QCOMPARE(match.mean, wanted(Direction::Mean, 1, match.target));
    if (i > 0) QVERIFY(matches[i - 1].reverse >= match.reverse);
  }
  JobControl control;
  ExportOptions options;
  options.direction = Direction::Max;
  const auto table = in(folder_, "small.edges.csv");
  exportScores(*file, table, options, control);
  QFile text(QString::fromStdString(table.string()));
  QVERIFY(text.open(QIODevice::ReadOnly));
  const auto lines = QString(text.readAll()).trimmed().split('\n');
  QCOMPARE(lines.size(), 7);
  QCOMPARE(lines[0], "query,target,forward,reverse,max");
  const auto cells = lines[6].split(',');
  QCOMPARE(cells[3].toFloat(), reverseOf(1, 2));
  QCOMPARE(cells[4].toFloat(), wanted(Direction::Max, 1, 2));
}

void TestReverseScores::damageIsFound() {
  fixtures::Job job(6, 4);
  job.contents.reverse = true;
  const auto path = in(folder_, "damaged.h5");
  const auto writer = DenseScoreFileWriter::create(path, job.contents, ExistingFile::Refuse);
  job.writeAll(*writer);
  writeReverse(*writer, 0, 6, 4);
  writer->finish("{}");
  QFile bytes(QString::fromStdString(path.string()));
  QVERIFY(bytes.open(QIODevice::ReadWrite));
  const float value = reverseOf(3, 2);
  auto all = bytes.readAll();
  const auto place = all.indexOf(QByteArray(reinterpret_cast<const char*>(&value), sizeof(value)));
  QVERIFY(place > 0);
  bytes.seek(place);
  bytes.putChar(static_cast<char>(all[place] ^ 1));
  bytes.close();
  QCOMPARE(ScoreFile::open(path)->damagedBlocks(), 1);
}

QTEST_GUILESS_MAIN(TestReverseScores)
#include "tst_reverse_scores.moc"
