// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/models/Fixtures.hpp"
#include "ui/heatmap/tiles/ResultHeatmapSource.hpp"
#include "ui/models/NeuronsInMemory.hpp"
#include "ui/models/Result.hpp"
#include "ui/text/ScoreText.hpp"

#include <QTest>

using fixtures::makeSet;
using fixtures::MemoryScoreFile;
using nblast::Direction;
using Names = std::vector<std::string>;

namespace {
std::shared_ptr<const NeuronList> neurons(const Names& keys) {
  return std::make_shared<NeuronsInMemory>(makeSet(keys), nblast::LengthUnit{});
}

/// A file that is open by itself.
std::shared_ptr<const Result> resultOf(const std::shared_ptr<MemoryScoreFile>& file) {
  return std::make_shared<Result>(file, Result::Side{}, Result::Side{});
}
}  // namespace

class TestResult : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void rowsFindTheirNeuronsByKey();
  void rowsAreFoundInAnyOrder_data();
  void rowsAreFoundInAnyOrder();
  void allByAllHasOneSetOnBothSides();
  void aPairGivesTwoGeometries();
  void withoutSetsTheFileDrawsItself();
  void neuronsTheSetLacksComeFromTheFile();
  void indicesBeyondTheBorder();
  void heatmapReadsTheDirection();
  void whatAllNamesShareIsNotShown();
  void heatmapTellsWhatCannotBeRead();
  void whatIsNotKeptInWords_data();
  void whatIsNotKeptInWords();
};

void TestResult::rowsFindTheirNeuronsByKey() {
  // The job left "b" out, and its rows are in another order than the set's.
  const auto file = std::make_shared<MemoryScoreFile>(Names{"c", "a"}, Names{"y", "x"});
  const Result result(file, {1, neurons({"a", "b", "c"})}, {2, neurons({"x", "y"})});
  QCOMPARE(result.rows(), 2);
  QCOMPARE(result.columns(), 2);
  QCOMPARE(result.querySetId(), 1);
  QCOMPARE(result.targetSetId(), 2);
  QCOMPARE(result.queryNeuron(0), 2);
  QCOMPARE(result.queryNeuron(1), 0);
  QCOMPARE(result.targetNeuron(0), 1);
  QCOMPARE(result.rowOfQuery(2), 0);
  QCOMPARE(result.rowOfQuery(1), -1);  // left out
  QCOMPARE(result.columnOfTarget(0), 1);
  QCOMPARE(result.queryName(0), "c");
  QCOMPARE(result.targetName(1), "x");
}

void TestResult::rowsAreFoundInAnyOrder_data() {
  QTest::addColumn<QStringList>("inFile");
  QTest::addColumn<QStringList>("inSet");
  QTest::newRow("the same") << QStringList{"a", "b", "c"} << QStringList{"a", "b", "c"};
  QTest::newRow("some left out") << QStringList{"b", "d"} << QStringList{"a", "b", "c", "d", "e"};
  QTest::newRow("in another order") << QStringList{"c", "a", "b"} << QStringList{"a", "b", "c"};
  QTest::newRow("the first one last") << QStringList{"b", "c", "a"} << QStringList{"a", "b", "c"};
  QTest::newRow("some are new") << QStringList{"a", "x", "c"} << QStringList{"a", "b", "c"};
  QTest::newRow("all are new") << QStringList{"x", "y"} << QStringList{"a", "b", "c"};
}

void TestResult::rowsAreFoundInAnyOrder() {
  QFETCH(QStringList, inFile);
  QFETCH(QStringList, inSet);
  const auto plain = [](const QStringList& list) {
    Names names;
    for (const QString& name : list)
      names.push_back(name.toStdString());
    return names;
  };
  const auto file = std::make_shared<MemoryScoreFile>(plain(inFile));
  const Result result(file, {1, neurons(plain(inSet))}, {});
  for (qsizetype row = 0; row < inFile.size(); ++row)
    QCOMPARE(result.queryNeuron(row), inSet.indexOf(inFile[row]));
  for (qsizetype neuron = 0; neuron < inSet.size(); ++neuron)
    QCOMPARE(result.rowOfQuery(neuron), inFile.indexOf(inSet[neuron]));
}

void TestResult::allByAllHasOneSetOnBothSides() {
  const auto file = std::make_shared<MemoryScoreFile>(Names{"a", "b"});
  const Result result(file, {7, neurons({"b", "a"})}, {});
  QVERIFY(result.isAllByAll());
  QCOMPARE(result.targetSetId(), 7);
  QCOMPARE(result.targetNeuron(0), 1);
  QCOMPARE(result.columnOfTarget(0), 1);
}

void TestResult::aPairGivesTwoGeometries() {
  const auto file = std::make_shared<MemoryScoreFile>(Names{"b", "a"});
  const Result result(file, {1, neurons({"a", "b"})}, {});
  // In the set, neuron i lies at x = i and has i + 1 points.
  QCOMPARE(result.queryGeometry(0)->points_um.size(), 2u);
  QCOMPARE(result.queryGeometry(0)->points_um[0].x, 1.0f);
  QCOMPARE(result.targetGeometry(1)->points_um.size(), 1u);
  QCOMPARE(result.targetGeometry(1)->points_um[0].x, 0.0f);
}

void TestResult::withoutSetsTheFileDrawsItself() {
  const auto file = std::make_shared<MemoryScoreFile>(Names{"q0", "q1"}, Names{"t0", "t1", "t2"});
  const Result result(file, {}, {});
  QCOMPARE(result.queryNeuron(1), 1);
  QCOMPARE(result.queryGeometry(1)->points_um[0].x, 1.0f);
  QCOMPARE(result.queryGeometry(1)->points_um[0].z, 1.0f);
  QCOMPARE(result.targetGeometry(2)->points_um[0].x, 2.0f);
  QCOMPARE(result.targetGeometry(2)->points_um[0].z, 2.0f);
}

void TestResult::neuronsTheSetLacksComeFromTheFile() {
  const auto file = std::make_shared<MemoryScoreFile>(Names{"a", "unknown"});
  const Result result(file, {1, neurons({"a"})}, {});
  QCOMPARE(result.queryNeuron(1), -1);
  QCOMPARE(result.queryGeometry(1)->points_um[0].x, 1.0f);
  QCOMPARE(result.queryGeometry(1)->points_um[0].z, 1.0f);
}

void TestResult::indicesBeyondTheBorder() {
  const auto file = std::make_shared<MemoryScoreFile>(Names{"a"});
  const Result result(file, {1, neurons({"a"})}, {});
  QCOMPARE(result.queryNeuron(-1), -1);
  QCOMPARE(result.queryNeuron(1), -1);
  QCOMPARE(result.rowOfQuery(1), -1);
}

void TestResult::heatmapReadsTheDirection() {
  const auto file = std::make_shared<MemoryScoreFile>(Names{"a", "b", "c"});
  const ResultHeatmapSource forward(resultOf(file), Direction::Forward);
  const ResultHeatmapSource reverse(resultOf(file), Direction::Reverse);
  QCOMPARE(forward.rows(), 3);
  QCOMPARE(forward.columns(), 3);
  QCOMPARE(forward.rowName(2), "c");
  QCOMPARE(forward.columnName(0), "a");
  std::vector<float> scores(4);
  forward.read(1, 2, 0, 2, scores.data());
  QCOMPARE(scores, (std::vector<float>{1.0f, 1.001f, 2.0f, 2.001f}));
  reverse.read(1, 2, 0, 2, scores.data());
  QCOMPARE(scores, (std::vector<float>{0.001f, 1.001f, 0.002f, 1.002f}));
}

void TestResult::whatAllNamesShareIsNotShown() {
  const Names queries{"leg_1_axon", "leg_2_axon", "leg_3_axon"}, targets{"x", "y"};
  const auto result = resultOf(std::make_shared<MemoryScoreFile>(queries, targets));
  QCOMPARE(result->shownQueryName(1), "2");
  QCOMPARE(result->queryName(1), "leg_2_axon");
  QCOMPARE(result->shownTargetName(1), "y");
  QVERIFY(result->targetEnds().isEmpty());
  const ResultHeatmapSource source(result, Direction::Forward);
  QCOMPARE(source.rowName(2), "leg_3_axon");
  QCOMPARE(source.rowLabel(2), "3");
  QCOMPARE(source.columnLabel(0), "x");
}

void TestResult::heatmapTellsWhatCannotBeRead() {
  const auto file = std::make_shared<MemoryScoreFile>(Names{"a", "b"});
  file->unreadable = true;
  const ResultHeatmapSource source(resultOf(file), Direction::Forward);
  std::vector<float> scores(4, 0.5f);
  QVERIFY_EXCEPTION_THROWN(source.read(0, 2, 0, 2, scores.data()), nblast::Error);
}

void TestResult::whatIsNotKeptInWords_data() {
  QTest::addColumn<double>("above");
  QTest::addColumn<int>("top");
  QTest::addColumn<QString>("text");
  QTest::newRow("threshold") << 0.2 << 0 << "below 0.2";
  QTest::newRow("negative") << -0.25 << 0 << "below -0.25";
  QTest::newRow("raw") << 12'000.5 << 0 << "below 12000.5";
  QTest::newRow("best") << double(NAN) << 10 << "not among the 10 best";
  QTest::newRow("only one") << double(NAN) << 1 << "not the best";
  QTest::newRow("both") << 0.2 << 1000 << "below 0.2 and not among the 1,000 best";
}

void TestResult::whatIsNotKeptInWords() {
  QFETCH(double, above);
  QFETCH(int, top);
  const auto file = std::make_shared<MemoryScoreFile>(Names{"a", "b"});
  QVERIFY(ResultHeatmapSource(resultOf(file), Direction::Mean).notKeptText().isEmpty());
  if (!std::isnan(above)) file->keeps.above = above;
  if (top > 0) file->keeps.top = top;
  const ResultHeatmapSource source(resultOf(file), Direction::Mean);
  QTEST(source.notKeptText(), "text");
  float scores[2];
  source.read(0, 1, 0, 2, scores);
  QTEST(formatScore(scores[1], *file), "text");
  QCOMPARE(formatScore(0.5316, *file), "0.5316");
  QCOMPARE(formatScore(NAN, *file), "not computed yet");
}

QTEST_GUILESS_MAIN(TestResult)
#include "tst_result.moc"
