// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/models/Fixtures.hpp"
#include "ui/models/MatchesModel.hpp"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using fixtures::MemoryScoreFile;
using nblast::Match;
using Names = std::vector<std::string>;

namespace {
const float kMissing = std::numeric_limits<float>::quiet_NaN();

std::shared_ptr<const nblast::ScoreFile> fileWith(const Names& keys) {
  return std::make_shared<MemoryScoreFile>(keys);
}

QStringList column(const MatchesModel& model, int column) {
  QStringList texts;
  for (int row = 0; row < model.rowCount(); ++row)
    texts.append(model.index(row, column).data().toString());
  return texts;
}
}  // namespace

class TestMatchesModel : public QObject {
  Q_OBJECT
 private:
  MatchesModel model_;
  QAbstractItemModelTester tester_{&model_, QAbstractItemModelTester::FailureReportingMode::QtTest};
  // Targets 0 to 4 are query, b, A, d, c; ranked by forward.
  const std::shared_ptr<const nblast::ScoreFile> file_ = fileWith({"query", "b", "A", "d", "c"});
  const std::vector<Match> four_{{3, 0.9f, 0.1f, 0.5f},
                                 {1, 0.8f, kMissing, kMissing},
                                 {2, 0.8f, 0.7f, 0.75f},
                                 {4, -0.1f, 0.3f, 0.1f}};
 private Q_SLOTS:
  void cleanup() {
    model_.clear();
    model_.setFilter({});
    model_.sort(MatchesModel::RankColumn);
  }
  void rows_data();
  void rows();
  void texts();
  void rawValues();
  void sorts_data();
  void sorts();
  void sortingAndFilteringBeginAnew();
  void filters();
  void ranksOfAnUnfinishedResultAreProvisional();
  void theFirstClickShowsTheBest();
  void whatAllNamesShareIsLeftOutOfTheShownOnly();
  void theOrderStaysForTheNextQuery();
  void findsTargets();
  void headers();
  void hundredThousandRows();
};

void TestMatchesModel::rows_data() {
  QTest::addColumn<int>("count");
  QTest::newRow("no match yet") << 0;
  QTest::newRow("one match") << 1;
  QTest::newRow("all matches") << 4;
}

void TestMatchesModel::rows() {
  QFETCH(int, count);
  QSignalSpy resets(&model_, &MatchesModel::modelReset);
  model_.setMatches(file_, 0, {four_.begin(), four_.begin() + count});
  QCOMPARE(resets.count(), 1);
  QCOMPARE(model_.query(), 0);
  QCOMPARE(model_.rowCount(), count);
  QCOMPARE(model_.rowCount(model_.index(0, 0)), 0);
  QVERIFY(!model_.index(count, 0).isValid());
  QVERIFY(!model_.index(0, MatchesModel::ColumnCount).isValid());
}

void TestMatchesModel::texts() {
  model_.setMatches(file_, 0, four_);
  QCOMPARE(column(model_, MatchesModel::RankColumn), (QStringList{"1", "2", "3", "4"}));
  QCOMPARE(column(model_, MatchesModel::NameColumn), (QStringList{"d", "b", "A", "c"}));
  QCOMPARE(column(model_, MatchesModel::ForwardColumn),
           (QStringList{"0.9000", "0.8000", "0.8000", "-0.1000"}));
  QCOMPARE(column(model_, MatchesModel::ReverseColumn),
           (QStringList{"0.1000", "–", "0.7000", "0.3000"}));
  QCOMPARE(column(model_, MatchesModel::MeanColumn),
           (QStringList{"0.5000", "–", "0.7500", "0.1000"}));
}

void TestMatchesModel::rawValues() {
  model_.setMatches(file_, 0, four_);
  const auto raw = [&](int row, int c) {
    return model_.index(row, c).data(MatchesModel::ValueRole);
  };
  QCOMPARE(raw(2, MatchesModel::RankColumn).toLongLong(), 3);
  QCOMPARE(raw(0, MatchesModel::ForwardColumn).toDouble(), double(0.9f));
  QVERIFY(std::isnan(raw(1, MatchesModel::MeanColumn).toDouble()));
  QCOMPARE(model_.index(0, 0).data(MatchesModel::TargetRole).toLongLong(), 3);
}

void TestMatchesModel::sorts_data() {
  QTest::addColumn<int>("column");
  QTest::addColumn<int>("order");
  QTest::addColumn<QStringList>("names");
  const auto up = int(Qt::AscendingOrder), down = int(Qt::DescendingOrder);
  QTest::newRow("rank") << int(MatchesModel::RankColumn) << up << QStringList{"d", "b", "A", "c"};
  QTest::newRow("rank, worst first")
      << int(MatchesModel::RankColumn) << down << QStringList{"c", "A", "b", "d"};
  QTest::newRow("name in any case")
      << int(MatchesModel::NameColumn) << up << QStringList{"A", "b", "c", "d"};
  QTest::newRow("name backwards") << int(MatchesModel::NameColumn) << down
                                  << QStringList{"d", "c", "b", "A"};
  QTest::newRow("forward, ties by rank")
      << int(MatchesModel::ForwardColumn) << up << QStringList{"c", "b", "A", "d"};
  QTest::newRow("forward down, ties by rank")
      << int(MatchesModel::ForwardColumn) << down << QStringList{"d", "b", "A", "c"};
  QTest::newRow("reverse, missing last")
      << int(MatchesModel::ReverseColumn) << up << QStringList{"d", "c", "A", "b"};
  QTest::newRow("reverse down, missing last")
      << int(MatchesModel::ReverseColumn) << down << QStringList{"A", "c", "d", "b"};
  QTest::newRow("mean down, missing last")
      << int(MatchesModel::MeanColumn) << down << QStringList{"A", "d", "c", "b"};
}

void TestMatchesModel::sorts() {
  QFETCH(int, column);
  QFETCH(int, order);
  model_.setMatches(file_, 0, four_);
  model_.sort(column, static_cast<Qt::SortOrder>(order));
  QTEST(::column(model_, MatchesModel::NameColumn), "names");
}

void TestMatchesModel::sortingAndFilteringBeginAnew() {
  model_.setMatches(file_, 0, four_);
  QSignalSpy resets(&model_, &MatchesModel::modelReset);
  QSignalSpy layouts(&model_, &MatchesModel::layoutChanged);
  model_.sort(MatchesModel::NameColumn, Qt::AscendingOrder);
  model_.setFilter("b");
  model_.setFilter("b");  // nothing new
  QCOMPARE(resets.count(), 2);
  QCOMPARE(layouts.count(), 0);
  model_.setFilter({});
}

void TestMatchesModel::filters() {
  const Names names{"q", "left_A", "right_a", "left_b"};
  const auto file = fileWith(names);
  model_.setMatches(file, 0, {{2, 0.9F, 0, 0}, {3, 0.5F, 0, 0}, {1, 0.1F, 0, 0}});
  model_.setFilter("LEFT");
  QCOMPARE(column(model_, MatchesModel::NameColumn), (QStringList{"left_b", "left_A"}));
  QCOMPARE(column(model_, MatchesModel::RankColumn), (QStringList{"2", "3"}));  // of all
  QCOMPARE(model_.rowOfTarget(2), -1);
  QCOMPARE(model_.rowOfTarget(1), 1);
  QCOMPARE(model_.matches().size(), std::size_t{3});
  model_.sort(MatchesModel::ForwardColumn, Qt::AscendingOrder);
  QCOMPARE(column(model_, MatchesModel::NameColumn), (QStringList{"left_A", "left_b"}));
  model_.setMatches(file, 1, {{3, 1, 0, 0}, {2, 0.5F, 0, 0}});  // stays for the next query
  QCOMPARE(column(model_, MatchesModel::NameColumn), QStringList{"left_b"});
  model_.setFilter("nowhere");
  QCOMPARE(model_.rowCount(), 0);
  model_.setFilter({});
  QCOMPARE(model_.rowCount(), 2);
  model_.sort(MatchesModel::RankColumn, Qt::AscendingOrder);
}

void TestMatchesModel::ranksOfAnUnfinishedResultAreProvisional() {
  model_.setMatches(file_, 0, four_);
  QVERIFY(!model_.isProvisional());
  QCOMPARE(column(model_, MatchesModel::RankColumn).first(), QString("1"));
  model_.setMatches(file_, 0, {four_[0], four_[1]});
  QVERIFY(model_.isProvisional());
  QCOMPARE(model_.targets(), qint64{4});
  QCOMPARE(column(model_, MatchesModel::RankColumn), (QStringList{"(1)", "(2)"}));
  QVERIFY(model_.index(0, 0).data(Qt::ToolTipRole).toString().contains("change"));
  QCOMPARE(model_.index(1, 0).data(MatchesModel::ValueRole).toLongLong(), 2);
  const auto sparse = std::make_shared<MemoryScoreFile>(Names{"q", "a", "b", "c"});
  sparse->keeps.above = 0.5;
  model_.setMatches(sparse, 0, {{2, 0.9F, 0, 0}});
  QVERIFY(!model_.isProvisional());  // the others are known to be lower
}

void TestMatchesModel::theFirstClickShowsTheBest() {
  const auto first = [&](int c) {
    return model_.headerData(c, Qt::Horizontal, Qt::InitialSortOrderRole).toInt();
  };
  QCOMPARE(first(MatchesModel::RankColumn), int(Qt::AscendingOrder));
  QCOMPARE(first(MatchesModel::NameColumn), int(Qt::AscendingOrder));
  for (int c : {MatchesModel::ForwardColumn, MatchesModel::ReverseColumn, MatchesModel::MeanColumn})
    QCOMPARE(first(c), int(Qt::DescendingOrder));
}

void TestMatchesModel::whatAllNamesShareIsLeftOutOfTheShownOnly() {
  const std::vector<std::string> names{"leg_1_axon", "leg_2_axon", "leg_3_axon"};
  model_.setMatches(fileWith(names), 0, {{2, 1, 1, 1}, {1, 0, 0, 0}});
  model_.setSharedEnds({3, [&](qint64 i) { return QString::fromStdString(names[i]); }});
  const auto name = model_.index(0, MatchesModel::NameColumn);
  QCOMPARE(name.data(MatchesModel::ShownNameRole).toString(), QString("3"));
  for (const int role : {int(Qt::DisplayRole), int(Qt::ToolTipRole), int(MatchesModel::ValueRole)})
    QCOMPARE(name.data(role).toString(), QString("leg_3_axon"));
  model_.setSharedEnds({});
}

void TestMatchesModel::theOrderStaysForTheNextQuery() {
  model_.sort(MatchesModel::NameColumn, Qt::DescendingOrder);
  model_.setMatches(file_, 0, four_);
  QCOMPARE(column(model_, MatchesModel::NameColumn), (QStringList{"d", "c", "b", "A"}));
  model_.setMatches(file_, 1, {{2, 1, 1, 1}, {4, 0, 0, 0}});
  QCOMPARE(column(model_, MatchesModel::NameColumn), (QStringList{"c", "A"}));
}

void TestMatchesModel::findsTargets() {
  model_.setMatches(file_, 0, four_);
  model_.sort(MatchesModel::NameColumn, Qt::AscendingOrder);
  QCOMPARE(model_.rowOfTarget(2), 0);
  QCOMPARE(model_.targetAt(0), 2);
  QCOMPARE(model_.rowOfTarget(0), -1);  // the query itself
}

void TestMatchesModel::headers() {
  QCOMPARE(model_.headerData(MatchesModel::MeanColumn, Qt::Horizontal).toString(), "Mean");
  QVERIFY(!model_.headerData(MatchesModel::ColumnCount, Qt::Horizontal).isValid());
  QVERIFY(!model_.headerData(-1, Qt::Horizontal).isValid());
}

void TestMatchesModel::hundredThousandRows() {
  constexpr int kCount = 100'000;
  Names keys;
  std::vector<Match> matches;
  for (int i = 0; i < kCount; ++i) {
    keys.push_back("n" + std::to_string(i));
    const auto score = static_cast<float>((i * 7919LL) % kCount) / kCount;
    matches.push_back({i, 1 - static_cast<float>(i) / kCount, score, score / 2});
  }
  MatchesModel model;  // without the tester, which looks at every row at every change
  QElapsedTimer clock;
  clock.start();
  model.setMatches(fileWith(keys), 0, std::move(matches));
  for (int c = 0; c < MatchesModel::ColumnCount; ++c) {
    model.sort(c, Qt::DescendingOrder);
    model.sort(c, Qt::AscendingOrder);
  }
  const auto elapsed_ms = clock.elapsed();
  qInfo("10 sorts of 100,000 matches: %lld ms", static_cast<long long>(elapsed_ms));
  QVERIFY2(elapsed_ms < 10'000, "sorting has become slow");
  model.sort(MatchesModel::ReverseColumn, Qt::AscendingOrder);
  double last = -1;
  for (int row = 0; row < kCount; row += 997) {
    const double score =
        model.index(row, MatchesModel::ReverseColumn).data(MatchesModel::ValueRole).toDouble();
    QVERIFY(score > last);
    last = score;
  }
}

QTEST_GUILESS_MAIN(TestMatchesModel)
#include "tst_matches_model.moc"
