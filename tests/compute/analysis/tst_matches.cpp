// SPDX-License-Identifier: BSD-3-Clause
#include "compute/analysis/Matches.hpp"
#include "compute/base/Error.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "compute/scorefile/platform/TemporaryName.hpp"
#include "tests/compute/scorefile/TiedScores.hpp"

#include <QTest>

using namespace fixtures;

class TestMatches : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void ranksByAnyDirection_data();
  void ranksByAnyDirection();
  void queryAgainstOtherTargets();
  void pendingScoresAreNotListed();
  void wrongRequests();
};

namespace {

QList<int> targetsOf(const std::vector<Match>& matches) {
  QList<int> targets;
  for (const Match& match : matches)
    targets << static_cast<int>(match.target);
  return targets;
}

}  // namespace

void TestMatches::ranksByAnyDirection_data() {
  QTest::addColumn<int>("direction");
  QTest::addColumn<int>("query");
  QTest::addColumn<QList<int>>("expected");
  QTest::newRow("forward, a tie") << int(Direction::Forward) << 0 << QList<int>{1, 3, 2};
  QTest::newRow("forward, three ties") << int(Direction::Forward) << 1 << QList<int>{0, 2, 3};
  QTest::newRow("reverse") << int(Direction::Reverse) << 0 << QList<int>{3, 1, 2};
  QTest::newRow("mean") << int(Direction::Mean) << 0 << QList<int>{3, 1, 2};
  QTest::newRow("min") << int(Direction::Min) << 3 << QList<int>{0, 2, 1};
  QTest::newRow("max") << int(Direction::Max) << 3 << QList<int>{2, 0, 1};
}

void TestMatches::ranksByAnyDirection() {
  QFETCH(int, direction);
  QFETCH(int, query);
  QFETCH(QList<int>, expected);
  const QTemporaryDir folder;
  const auto file = writeTies(in(folder, "a.h5"));
  const auto matches = matchesOf(*file, query, static_cast<Direction>(direction), 0);
  QCOMPARE(targetsOf(matches), expected);
  for (const Match& match : matches) {
    QCOMPARE(match.forward, kTies[query][match.target]);
    QCOMPARE(match.reverse, kTies[match.target][query]);
    QCOMPARE(match.mean, (match.forward + match.reverse) / 2);
  }
  QCOMPARE(targetsOf(matchesOf(*file, query, static_cast<Direction>(direction), 2)),
           expected.mid(0, 2));
}

void TestMatches::queryAgainstOtherTargets() {
  const QTemporaryDir folder;
  Job(3, 50).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  const auto matches = matchesOf(*file, 2, Direction::Forward, 3);
  QCOMPARE(targetsOf(matches), (QList<int>{49, 48, 47}));
  QCOMPARE(matches[0].forward, scoreOf(2, 49));
  QVERIFY(std::isnan(matches[0].reverse) && std::isnan(matches[0].mean));
  QCOMPARE(matchesOf(*file, 2, Direction::Forward, 0).size(), 50U);
}

void TestMatches::pendingScoresAreNotListed() {
  const QTemporaryDir folder;
  const Job job(40);
  const auto writer =
      DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  job.writeBlock(*writer, 1);
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  const auto forward = matchesOf(*file, 3, Direction::Forward, 0);
  QCOMPARE(forward.size(), 16U);
  QCOMPARE(forward[0].target, 31);
  QVERIFY(std::isnan(forward[0].reverse) && std::isnan(forward[0].mean));
  QCOMPARE(matchesOf(*file, 3, Direction::Mean, 0).size(), 0U);
  QCOMPARE(matchesOf(*file, 20, Direction::Mean, 0).size(), 15U);
}

void TestMatches::wrongRequests() {
  const QTemporaryDir folder;
  Job(3, 5).writeFile(in(folder, "a.h5"));
  const auto file = ScoreFile::open(in(folder, "a.h5"));
  QVERIFY_EXCEPTION_THROWN(matchesOf(*file, 0, Direction::Mean, 0), InputError);
  QVERIFY_EXCEPTION_THROWN(matchesOf(*file, 3, Direction::Forward, 0), InputError);
}

QTEST_GUILESS_MAIN(TestMatches)
#include "tst_matches.moc"
