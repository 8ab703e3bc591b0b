// SPDX-License-Identifier: BSD-3-Clause
#include "compute/analysis/Matches.hpp"
#include "compute/export/Export.hpp"
#include "tests/compute/scorefile/SparseFixtures.hpp"

#include <QTest>

#include <array>
#include <cstdio>
#include <fstream>

using namespace fixtures;

/// Matches and exports of sparse score files: what a dense file gives, less what is not kept.
class TestSparseTables : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void matches_data();
  void matches();
  void incompleteFilesHaveNoMatches();
  void matrix();
  void edges_data();
  void edges();
};

namespace {

const SparseLimits kLimits{0.7, 3};

std::string exported(const ScoreFile& file, const std::filesystem::path& output,
                     ExportOptions options) {
  JobControl control;
  options.existing = ExistingFile::Overwrite;
  exportScores(file, output, options, control);
  std::ifstream stream(output);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void addShapesAndDirections() {
  QTest::addColumn<int>("shape");
  QTest::addColumn<int>("direction");
  for (const Direction direction : kAllDirections) {
    QTest::addRow("all-by-all, %s", directionName(direction))
        << int(Shape::AllByAll) << int(direction);
    QTest::addRow("both directions, %s", directionName(direction))
        << int(Shape::BothDirections) << int(direction);
  }
  QTest::newRow("one direction") << int(Shape::OneDirection) << int(Direction::Forward);
}

}  // namespace

void TestSparseTables::matches_data() {
  addShapesAndDirections();
}

void TestSparseTables::matches() {
  QFETCH(int, shape);
  QFETCH(int, direction);
  const auto by = static_cast<Direction>(direction);
  const QTemporaryDir folder;
  const DenseScores scores(static_cast<Shape>(shape), 40, 40, 8);
  writeSparse(in(folder, "a.h5"), scores, kLimits);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  for (const std::int64_t query : {0, 17, 39}) {
    std::vector<std::int64_t> expected;
    for (std::int64_t t = 0; t < 40; ++t) {
      if (scores.isKept(kLimits, query, t) && !scores.isSelf(query, t)) expected.push_back(t);
    }
    std::stable_sort(expected.begin(), expected.end(), [&](std::int64_t a, std::int64_t b) {
      return scores.expected(kLimits, by, query, a) > scores.expected(kLimits, by, query, b);
    });
    for (const std::int64_t top : {0, 2}) {
      if (top > 0) expected.resize(static_cast<std::size_t>(top));
      const auto found = matchesOf(*file, query, by, top);
      QCOMPARE(found.size(), expected.size());
      for (std::size_t i = 0; i < found.size(); ++i) {
        QCOMPARE(found[i].target, expected[i]);
        QVERIFY(sameBits(found[i].forward, scores.forwardOf(query, expected[i])));
        if (scores.hasReverse()) {
          QVERIFY(sameBits(found[i].reverse, scores.reverseOf(query, expected[i])));
          QVERIFY(sameBits(found[i].mean,
                           scores.expected(kLimits, Direction::Mean, query, expected[i])));
        } else {
          QVERIFY(std::isnan(found[i].reverse) && std::isnan(found[i].mean));
        }
      }
    }
  }
}

void TestSparseTables::incompleteFilesHaveNoMatches() {
  const QTemporaryDir folder;
  const Job job(4);
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, kLimits,
                                                    ExistingFile::Refuse);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY(matchesOf(*file, 1, Direction::Mean, 0).empty());
  QCOMPARE(exported(*file, in(folder, "a.edges.csv"), {}),
           std::string("query,target,forward,reverse\n"));
}

void TestSparseTables::matrix() {
  const QTemporaryDir folder;
  const Job job(2, 3);
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job.contents, {0.25, {}},
                                                    ExistingFile::Refuse);
  const ScoredPair pairs[] = {{0, 2, 0.5F}, {0, 0, 0.25F}, {1, 1, 0.125F}};
  writer->writeBlock(pairs);
  writer->finish("{}");
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QCOMPARE(exported(*file, in(folder, "a.csv"), {}),
           std::string("query,t0,t1,t2\nq0,0.25,,0.5\nq1,,,\n"));
  ExportOptions options;
  options.top = 1;
  QCOMPARE(exported(*file, in(folder, "a.csv"), options),
           std::string("query,t0,t1,t2\nq0,,,0.5\nq1,,,\n"));
  options.top.reset();
  options.above = -1e30;
  QCOMPARE(exported(*file, in(folder, "a.edges.csv"), options),
           std::string("query,target,forward\nq0,t0,0.25\nq0,t2,0.5\n"));
}

void TestSparseTables::edges_data() {
  addShapesAndDirections();
}

void TestSparseTables::edges() {
  QFETCH(int, shape);
  QFETCH(int, direction);
  const auto by = static_cast<Direction>(direction);
  const QTemporaryDir folder;
  const DenseScores scores(static_cast<Shape>(shape), 40, 40, 8);
  writeSparse(in(folder, "a.h5"), scores, kLimits);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  ExportOptions options;
  options.direction = by;
  options.above = 0.5;
  const bool ownColumn = by != Direction::Forward && by != Direction::Reverse;
  std::string expected = "query,target,forward";
  if (scores.hasReverse()) expected += ",reverse";
  if (ownColumn) expected += std::string(",") + directionName(by);
  expected += '\n';
  const auto text = [](float score) {
    std::array<char, 32> digits{};
    std::snprintf(digits.data(), digits.size(), ",%.9g", static_cast<double>(score));
    return std::string(digits.data());
  };
  for (std::int64_t q = 0; q < 40; ++q) {
    for (std::int64_t t = 0; t < 40; ++t) {
      const float score = scores.expected(kLimits, by, q, t);
      if (static_cast<double>(score) < 0.5) continue;
      expected += "q" + std::to_string(q);
      expected += (scores.shape == Shape::AllByAll ? ",q" : ",t") + std::to_string(t);
      expected += text(scores.forwardOf(q, t));
      if (scores.hasReverse()) expected += text(scores.reverseOf(q, t));
      if (ownColumn) expected += text(score);
      expected += '\n';
    }
  }
  QCOMPARE(exported(*file, in(folder, "a.edges.csv"), options), expected);
}

QTEST_GUILESS_MAIN(TestSparseTables)
#include "tst_sparse_tables.moc"
