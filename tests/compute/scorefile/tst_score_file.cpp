// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/scorefile/dense/ChunkGrid.hpp"
#include "compute/scorefile/platform/Checksum.hpp"
#include "compute/scorefile/platform/Hdf5.hpp"
#include "tests/compute/scorefile/StoreFixtures.hpp"

#include <QTest>

#include <fcntl.h>
#include <unistd.h>

#include <fstream>
#include <thread>

using namespace fixtures;

class TestScoreFile : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void chunksFollowTheSize();
  void checksumIsCastagnoli();
  void roundTrip_data();
  void roundTrip();
  void labelsAndGeometryComeBack();
  void withoutGeometry();
  void unfinishedBlocksAreNaN();
  void isReadWhileWritten();
  void manyReadersAtOnce();
  void manyBlocksAreFoundAgain();
  void damageIsFound();
  void sizeIsForetold_data();
  void sizeIsForetold();
  void reportIsCutToItsPlace();
  void wrongBlocksAreRefused();
  void wrongRectanglesAreRefused();
};

namespace {

constexpr Direction kDirections[] = {Direction::Forward, Direction::Reverse, Direction::Mean,
                                     Direction::Min, Direction::Max};

/// The first score of a rectangle that is not what it should be, in words; empty if all are right.
QString firstWrong(const ScoreFile& file, Direction direction, std::int64_t query,
                   std::int64_t nQueries, std::int64_t target, std::int64_t nTargets) {
  std::vector<float> scores(static_cast<std::size_t>(nQueries * nTargets), 99.0F);
  file.read(direction, query, nQueries, target, nTargets, scores.data());
  for (std::int64_t i = 0; i < nQueries * nTargets; ++i) {
    const std::int64_t q = query + i / nTargets;
    const std::int64_t t = target + i % nTargets;
    if (!sameBits(scores[i], expectedScore(direction, q, t))) {
      return QString("%1 [%2, %3]: %4 instead of %5")
          .arg(directionName(direction))
          .arg(q)
          .arg(t)
          .arg(scores[i])
          .arg(expectedScore(direction, q, t));
    }
  }
  return {};
}

}  // namespace

void TestScoreFile::chunksFollowTheSize() {
  QCOMPARE(chunkSide(1), 1);
  QCOMPARE(chunkSide(15), 15);
  QCOMPARE(chunkSide(16), 16);
  QCOMPARE(chunkSide(1023), 16);
  QCOMPARE(chunkSide(1024), 32);
  QCOMPARE(chunkSide(16383), 256);
  QCOMPARE(chunkSide(16384), 512);
  QCOMPARE(chunkSide(100000), 512);
  QCOMPARE(scoreBlockTargets(3, 4096), 128);
}

void TestScoreFile::checksumIsCastagnoli() {
  QCOMPARE(crc32c("123456789", 9), 0xE3069283U);
  const std::string text(1000, 'n');
  for (const std::size_t bytes : {0, 1, 7, 8, 9, 1000}) {
    QCOMPARE(crc32c(text.data(), bytes), crc32cPortable(text.data(), bytes));
  }
}

void TestScoreFile::roundTrip_data() {
  QTest::addColumn<qint64>("nQueries");
  QTest::addColumn<qint64>("nTargets");
  for (const qint64 size : {1, 15, 16, 17, 63, 64, 65, 200}) {
    QTest::addRow("all-by-all %lld", size) << size << qint64{0};
  }
  QTest::newRow("1 x 200") << qint64{1} << qint64{200};
  QTest::newRow("200 x 1") << qint64{200} << qint64{1};
  QTest::newRow("17 x 65") << qint64{17} << qint64{65};
  QTest::newRow("64 x 16") << qint64{64} << qint64{16};
  QTest::newRow("40 x 1100, chunks of 16 x 32") << qint64{40} << qint64{1100};
}

void TestScoreFile::roundTrip() {
  QFETCH(qint64, nQueries);
  QFETCH(qint64, nTargets);
  const QTemporaryDir folder;
  const Job job(nQueries, nTargets);
  job.writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QCOMPARE(file->isAllByAll(), nTargets == 0);
  QCOMPARE(file->queries().size(), job.nQueries());
  QCOMPARE(file->targets().size(), job.nTargets());
  QVERIFY(file->completeness().complete());
  QCOMPARE(file->damagedBlocks(), 0);
  for (const Direction direction : kDirections) {
    QCOMPARE(file->hasDirection(direction), nTargets == 0 || direction == Direction::Forward);
    if (!file->hasDirection(direction)) continue;
    QCOMPARE(firstWrong(*file, direction, 0, job.nQueries(), 0, job.nTargets()), QString());
    // Rectangles that begin and end inside blocks, on their borders, and everywhere else.
    for (std::int64_t first = 0; first < job.nQueries(); first += 7) {
      const std::int64_t target = first * 5 % job.nTargets();
      const std::int64_t rows = std::min<std::int64_t>(first % 40 + 1, job.nQueries() - first);
      const std::int64_t columns = std::min<std::int64_t>(first % 33 + 1, job.nTargets() - target);
      QCOMPARE(firstWrong(*file, direction, first, rows, target, columns), QString());
    }
    QCOMPARE(firstWrong(*file, direction, job.nQueries() - 1, 1, 0, job.nTargets()), QString());
    QCOMPARE(firstWrong(*file, direction, 0, job.nQueries(), job.nTargets() - 1, 1), QString());
    file->read(direction, 0, 0, 0, 0, nullptr);
  }
}

void TestScoreFile::labelsAndGeometryComeBack() {
  const QTemporaryDir folder;
  Job job(13, 30);
  job.targets.labels[7].key = "Zürich, \"σ\"";
  job.targets.labels[8].source.clear();
  job.contents.normalised = false;
  job.writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(!file->isNormalised());
  QVERIFY(file->hasGeometry());
  QCOMPARE(file->jobJson(), job.contents.jobJson);
  const std::string report = R"({"engine":"none"})";
  QCOMPARE(file->reportJson(), report);
  QCOMPARE(file->path(), in(folder, "a.h5"));
  const ScoreAxis& axis = file->targets();
  QCOMPARE(axis.selfHits, job.targetSelfHits);
  QCOMPARE(axis.leftOut.size(), 2U);
  QCOMPARE(axis.leftOut[0].name, std::string("bad ü"));
  QCOMPARE(axis.leftOut[1].reason, std::string("empty \"file\""));
  for (std::int64_t i = 0; i < job.targets.size(); ++i) {
    QCOMPARE(axis.labels[i].key, job.targets.labels[i].key);
    QCOMPARE(axis.labels[i].source, job.targets.labels[i].source);
    QCOMPARE(axis.labels[i].hash, job.targets.labels[i].hash);
    QCOMPARE(axis.pointCounts[i], job.targets.dotprops[i].size());
    const Dotprops dotprops = file->targetDotprops(i);
    QVERIFY(dotprops.points_um == job.targets.dotprops[i].points_um);
    QVERIFY(dotprops.tangents == job.targets.dotprops[i].tangents);
    QVERIFY(dotprops.alphas == job.targets.dotprops[i].alphas);
    const Skeleton geometry = file->targetGeometry(i);
    QVERIFY(geometry.points_um == job.targets.dotprops[i].points_um);
    QVERIFY(geometry.parents == job.targets.links[i].parents);
    QVERIFY(geometry.radii_um == job.targets.links[i].radii_um);
  }
  QVERIFY(file->queryDotprops(12).points_um == job.queries.dotprops[12].points_um);
  QCOMPARE(file->queryGeometry(12).points_um.front().x, 12.0F);
  QVERIFY_EXCEPTION_THROWN(file->queryGeometry(13), std::out_of_range);
}

void TestScoreFile::withoutGeometry() {
  const QTemporaryDir folder;
  Job job(5);
  job.contents.geometry = false;
  job.writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(!file->hasGeometry());
  QVERIFY(file->queryGeometry(2).points_um.empty());
  QVERIFY_EXCEPTION_THROWN(file->targetDotprops(2), InputError);
  QCOMPARE(firstWrong(*file, Direction::Mean, 0, 5, 0, 5), QString());
}

void TestScoreFile::unfinishedBlocksAreNaN() {
  const QTemporaryDir folder;
  const Job job(70);
  const auto writer =
      DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QCOMPARE(file->completeness().finishedBlocks, 0);
  QCOMPARE(file->completeness().blocks, 25);
  job.writeBlock(*writer, 3);
  job.writeBlock(*writer, 1);
  QCOMPARE(file->completeness().finishedBlocks, 10);
  QCOMPARE(file->damagedBlocks(), 0);
  QCOMPARE(file->reportJson(), std::string());
  const auto isThere = [](std::int64_t target) { return target / 16 == 1 || target / 16 == 3; };
  std::vector<float> scores(70 * 70);
  for (const Direction direction : kDirections) {
    file->read(direction, 0, 70, 0, 70, scores.data());
    for (std::int64_t q = 0; q < 70; ++q) {
      for (std::int64_t t = 0; t < 70; ++t) {
        const bool there = (direction == Direction::Reverse || isThere(t)) &&
                           (direction == Direction::Forward || isThere(q));
        const float score = scores[q * 70 + t];
        QVERIFY(there ? sameBits(score, expectedScore(direction, q, t)) : std::isnan(score));
      }
    }
  }
}

void TestScoreFile::isReadWhileWritten() {
  const QTemporaryDir folder;
  const Job job(200);
  const auto writer =
      DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  const auto early = ScoreFile::open(in(folder, "a.h5"));
  std::thread thread([&] {
    job.writeAll(*writer);
    writer->finish("{}");
  });
  std::vector<float> scores(200 * 200);
  QString wrong;
  bool complete = false;
  while (!complete && wrong.isEmpty()) {
    complete = early->completeness().complete();
    const auto file = ScoreFile::open(in(folder, "a.h5"));
    file->read(Direction::Forward, 0, 200, 0, 200, scores.data());
    for (std::int64_t i = 0; i < 200 * 200; ++i) {
      const bool right =
          std::isnan(scores[i]) ? !complete : sameBits(scores[i], scoreOf(i / 200, i % 200));
      if (!right) wrong = QString("score %1 is %2").arg(i).arg(scores[i]);
    }
  }
  thread.join();
  QCOMPARE(wrong, QString());
  QCOMPARE(firstWrong(*early, Direction::Max, 0, 200, 0, 200), QString());
  QCOMPARE(early->reportJson(), std::string("{}"));
}

void TestScoreFile::manyReadersAtOnce() {
  const QTemporaryDir folder;
  const Job job(100);
  job.writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  std::vector<QString> wrong(4);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int repeat = 0; repeat < 20 && wrong[i].isEmpty(); ++repeat) {
        wrong[i] = firstWrong(*file, kDirections[i + 1], 3, 90, 5, 80);
        if (ScoreFile::open(in(folder, "a.h5"))->queryDotprops(4).size() != 5)
          wrong[i] = "geometry";
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  for (const QString& text : wrong)
    QCOMPARE(text, QString());
}

/// 4,096 blocks: their byteOffsets come from a table in the file, unless the file was rewritten.
void TestScoreFile::manyBlocksAreFoundAgain() {
  const QTemporaryDir folder;
  Job job(1023);
  job.contents.geometry = false;
  job.writeFile(in(folder, "a.h5"));
  const auto expectAllRight = [&] {
    const auto file = ScoreFile::open(in(folder, "a.h5"));
    QCOMPARE(file->completeness().blocks, 4096);
    QCOMPARE(file->damagedBlocks(), 0);
    QCOMPARE(firstWrong(*file, Direction::Reverse, 500, 40, 0, 1023), QString());
  };
  expectAllRight();
  {
    const hdf5::Session session;
    const hdf5::Handle file(H5Fopen(in(folder, "a.h5").c_str(), H5F_ACC_RDWR, H5P_DEFAULT),
                            H5Fclose);
    const hdf5::Handle table(H5Dopen2(file, "blocks/address", H5P_DEFAULT), H5Dclose);
    std::vector<std::uint64_t> byteOffsets(4096);
    H5Dread(table, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, byteOffsets.data());
    for (std::uint64_t& place : byteOffsets)
      place += 1024;
    QVERIFY(H5Dwrite(table, H5T_NATIVE_UINT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, byteOffsets.data()) >=
            0);
  }
  expectAllRight();
}

void TestScoreFile::damageIsFound() {
  const QTemporaryDir folder;
  const auto path = in(folder, "a.h5");
  const Job job(65);
  job.writeFile(path);
  std::ifstream stream(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  for (const auto& [query, target] : {std::pair{2, 3}, {2, 4}, {64, 64}}) {
    const float score = scoreOf(query, target);
    const auto place =
        bytes.find(std::string(reinterpret_cast<const char*>(&score), sizeof(score)));
    QVERIFY(place != std::string::npos);
    bytes[place] = static_cast<char>(bytes[place] ^ 1);
  }
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  const auto file = ScoreFile::open(path);
  QCOMPARE(file->damagedBlocks(), 2);
  QVERIFY(file->completeness().complete());
}

void TestScoreFile::sizeIsForetold_data() {
  QTest::addColumn<int>("nQueries");
  QTest::addColumn<int>("nTargets");
  QTest::newRow("all-by-all 40") << 40 << 0;
  QTest::newRow("all-by-all 700") << 700 << 0;
  QTest::newRow("3 x 2000") << 3 << 2000;
}

void TestScoreFile::sizeIsForetold() {
  QFETCH(int, nQueries);
  QFETCH(int, nTargets);
  const QTemporaryDir folder;
  const Job job(nQueries, nTargets);
  job.writeFile(in(folder, "a.h5"));
  std::int64_t points = 0;
  for (const PreparedSet* set : {&job.queries, &job.targets}) {
    for (const Dotprops& dotprops : set->dotprops)
      points += dotprops.size();
  }
  const auto real = static_cast<double>(std::filesystem::file_size(in(folder, "a.h5")));
  const auto foretold = static_cast<double>(scoreFileBytes(job.nQueries(), job.nTargets(), points));
  QVERIFY2(real / foretold > 0.75 && real / foretold < 1.1,
           qPrintable(QString("%1 of %2").arg(real).arg(foretold)));
}

void TestScoreFile::reportIsCutToItsPlace() {
  const QTemporaryDir folder;
  const Job job(3);
  const auto writer =
      DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  std::string report = R"({"engine":"cpu","notes":["first")";
  for (int i = 0; i < 20000; ++i)
    report += ",\"note " + std::to_string(i) + "\"";
  writer->finish(report + "]}");
  const QByteArray text =
      QByteArray::fromStdString(ScoreFile::open(in(folder, "a.h5"))->reportJson());
  QVERIFY(text.size() > 20000 && text.size() <= 65536);
  const char* begin = R"({"engine":"cpu","notes":["first","note 0",)";
  const char* end = R"("],"shortened":true})";
  QVERIFY(text.startsWith(begin));
  QVERIFY(text.endsWith(end));
}

void TestScoreFile::wrongBlocksAreRefused() {
  const QTemporaryDir folder;
  const Job job(40);
  const auto writer =
      DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  const std::vector<float> scores(40 * 40);
  for (const auto& [first, count] : {std::pair{1, 16}, {0, 15}, {32, 16}, {-16, 16}, {0, 0}}) {
    QVERIFY_EXCEPTION_THROWN(writer->writeBlock(first, count, scores.data()),
                             std::invalid_argument);
  }
  QCOMPARE(ScoreFile::open(in(folder, "a.h5"))->completeness().finishedBlocks, 0);
  writer->writeBlock(0, 32, scores.data());
  QCOMPARE(ScoreFile::open(in(folder, "a.h5"))->completeness().finishedBlocks, 6);
}

void TestScoreFile::wrongRectanglesAreRefused() {
  const QTemporaryDir folder;
  const Job job(4, 6);
  job.writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  std::vector<float> scores(100);
  const auto read = [&](Direction direction, int query, int queries, int target, int targets) {
    file->read(direction, query, queries, target, targets, scores.data());
  };
  QVERIFY_EXCEPTION_THROWN(read(Direction::Forward, 0, 5, 0, 6), std::out_of_range);
  QVERIFY_EXCEPTION_THROWN(read(Direction::Forward, 0, 4, 1, 6), std::out_of_range);
  QVERIFY_EXCEPTION_THROWN(read(Direction::Forward, -1, 2, 0, 6), std::out_of_range);
  QVERIFY_EXCEPTION_THROWN(read(Direction::Mean, 0, 1, 0, 1), InputError);
}

QTEST_GUILESS_MAIN(TestScoreFile)
#include "tst_score_file.moc"
