// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/JobListModel.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using nblast::Phase;
using Tester = QAbstractItemModelTester;

Q_DECLARE_METATYPE(JobRow)

class TestJobListModel : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cells_data();
  void cells();
  void jobsComeAndGo();
  void anUpdateChangesOneRow();
  void aFailureIsShownInFull();
};

namespace {
JobRow rowIn(JobState state, nblast::Progress progress = {}) {
  JobRow row;
  row.id = 1;
  row.name = "scores.h5";
  row.state = state;
  row.progress = progress;
  return row;
}
}  // namespace

void TestJobListModel::cells_data() {
  QTest::addColumn<JobRow>("row");
  QTest::addColumn<QString>("state");
  QTest::addColumn<QString>("progress");
  QTest::addColumn<QString>("rate");
  QTest::addColumn<QString>("left");
  QTest::addColumn<double>("fraction");
  QTest::newRow("waiting") << rowIn(JobState::Waiting) << "waiting"
                           << ""
                           << ""
                           << "" << 0.0;
  QTest::newRow("loading, total unknown")
      << rowIn(JobState::Loading, {Phase::Load, 0, 0}) << "loading"
      << "0 files"
      << ""
      << "" << -1.0;
  QTest::newRow("preparing") << rowIn(JobState::Preparing, {Phase::Tangents, 1, 4}) << "preparing"
                             << "1 of 4 neurons"
                             << ""
                             << "" << 0.25;
  auto scoring = rowIn(JobState::Scoring, {Phase::Score, 500'000, 1'000'000});
  scoring.pairsPerSecond = 20'000;
  scoring.secondsLeft = 25;
  QTest::newRow("scoring") << scoring << "scoring"
                           << "500,000 of 1,000,000 pairs"
                           << "20,000 pairs/s"
                           << "25 s" << 0.5;
  scoring.state = JobState::Paused;
  QTest::newRow("paused") << scoring << "paused"
                          << "500,000 of 1,000,000 pairs"
                          << "20,000 pairs/s"
                          << "25 s" << 0.5;
  scoring.state = JobState::Cancelled;
  QTest::newRow("cancelled: nothing is left") << scoring << "cancelled"
                                              << "500,000 of 1,000,000 pairs"
                                              << "20,000 pairs/s"
                                              << "" << 0.5;
  QTest::newRow("finished") << rowIn(JobState::Finished, {Phase::Score, 4, 4}) << "finished"
                            << "4 of 4 pairs"
                            << ""
                            << "" << 1.0;
}

void TestJobListModel::cells() {
  QFETCH(JobRow, row);
  JobListModel model;
  const Tester tester(&model, Tester::FailureReportingMode::QtTest);
  model.add(row);
  const auto text = [&](int column) { return model.index(0, column).data().toString(); };
  QTEST(text(JobListModel::StateColumn), "state");
  QTEST(text(JobListModel::ProgressColumn), "progress");
  QTEST(text(JobListModel::RateColumn), "rate");
  QTEST(text(JobListModel::LeftColumn), "left");
  QTEST(model.index(0, 0).data(JobListModel::FractionRole).toDouble(), "fraction");
  QCOMPARE(model.index(0, 0).data(JobListModel::JobIdRole).toInt(), 1);
}

void TestJobListModel::jobsComeAndGo() {
  JobListModel model;
  const Tester tester(&model, Tester::FailureReportingMode::QtTest);
  for (const int id : {1, 2, 3}) {
    auto row = rowIn(JobState::Waiting);
    row.id = id;
    model.add(row);
  }
  model.remove(2);
  model.remove(2);
  QCOMPARE(model.rowCount(), 2);
  QCOMPARE(model.rowOf(3), 1);
  QCOMPARE(model.rowOf(2), -1);
  QVERIFY(!model.find(2));
  QVERIFY(!model.index(2, 0).isValid());
}

void TestJobListModel::anUpdateChangesOneRow() {
  JobListModel model;
  model.add(rowIn(JobState::Waiting));
  QSignalSpy changes(&model, &JobListModel::dataChanged);
  model.update(rowIn(JobState::Loading));
  QCOMPARE(changes.count(), 1);
  QCOMPARE(model.find(1)->state, JobState::Loading);
  auto unknown = rowIn(JobState::Failed);
  unknown.id = 9;
  model.update(unknown);
  QCOMPARE(changes.count(), 1);
}

void TestJobListModel::aFailureIsShownInFull() {
  JobListModel model;
  auto row = rowIn(JobState::Failed);
  row.sentence = "scores.h5: No space left on device. Free some, then run the job again.";
  row.path = "/data/scores.h5";
  model.add(row);
  QCOMPARE(model.index(0, JobListModel::StateColumn).data().toString(), "failed: " + row.sentence);
  const auto tip = model.index(0, 0).data(Qt::ToolTipRole).toString();
  QVERIFY(tip.contains(row.sentence));
  QVERIFY(tip.contains(row.path));
}

QTEST_GUILESS_MAIN(TestJobListModel)
#include "tst_job_list_model.moc"
