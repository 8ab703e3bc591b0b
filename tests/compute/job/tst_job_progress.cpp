// SPDX-License-Identifier: BSD-3-Clause
// Whoever watches a job sees each of its phases from nothing to the whole of its own total.
#include "compute/analysis/Verify.hpp"
#include "compute/export/Export.hpp"
#include "compute/job/Runner.hpp"
#include "compute/sample/WriteSample.hpp"
#include "tests/compute/support/ProgressWatcher.hpp"
#include "tests/compute/support/SampleSets.hpp"

#include <QTemporaryDir>
#include <QTest>

using namespace nblast;

namespace {

/// "load 9, tangents 9, ..."; a phase that did not end at its total is told with both numbers.
QString wordsOf(const std::vector<Progress>& phases) {
  QStringList words;
  for (const auto& phase : phases) {
    words +=
        phase.done == phase.total
            ? QString("%1 %2").arg(phaseName(phase.phase)).arg(phase.total)
            : QString("%1 %2 of %3").arg(phaseName(phase.phase)).arg(phase.done).arg(phase.total);
  }
  return words.join(", ");
}

}  // namespace

class TestJobProgress : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void phasesOfAJob_data();
  void phasesOfAJob();
  void phasesOfAPlan();
  void phasesOfLoadedInputs();
  void sparseJobsDecideOnAllPairs_data();
  void sparseJobsDecideOnAllPairs();
  void phasesOfVerifyAndExport();
  void phasesOfASample();

 private:
  JobSpec specTo(const char* name) const {
    JobSpec spec;
    spec.queries = {in("set/swc")};
    spec.output = in(name);
    spec.overwrite = true;
    return spec;
  }
  std::filesystem::path in(const char* name) const { return folder_.filePath(name).toStdString(); }
  QTemporaryDir folder_;
};

void TestJobProgress::initTestCase() {
  SampleOptions options;
  options.neurons = 9;
  options.spacing_um = 8;
  JobControl control;
  writeSample(options, in("set"), control);
}

void TestJobProgress::phasesOfAJob_data() {
  QTest::addColumn<QString>("engine");
  QTest::addColumn<bool>("targets");
  QTest::addColumn<bool>("both");
  QTest::addColumn<QString>("expected");
  const QString once = "load 9, tangents 9, prepare 3, score 81, write 1";
  for (const char* engine : {"cpu", "reference", "cuda-host"}) {
    QTest::addRow("%s, all against all", engine) << engine << false << false << once;
    QTest::addRow("%s, targets", engine)
        << engine << true << false
        << "load 9, tangents 9, load 9, tangents 9, prepare 3, score 81, write 1";
    QTest::addRow("%s, targets, both", engine)
        << engine << true << true
        << "load 9, tangents 9, load 9, tangents 9, prepare 3, score 162, write 1";
  }
}

void TestJobProgress::phasesOfAJob() {
  QFETCH(QString, engine);
  QFETCH(bool, targets);
  QFETCH(bool, both);
  auto spec = specTo("s.h5");
  spec.engine = engine.toStdString();
  if (targets) spec.targets = spec.queries;
  spec.both = both;
  JobControl control;
  ProgressWatcher watcher(control);
  const auto outcome = runJob(spec, {}, control, {});
  QCOMPARE(watcher.end(), 0);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QTEST(wordsOf(control.phases()), "expected");
}

void TestJobProgress::phasesOfAPlan() {
  JobControl control;
  planJob(specTo("s.h5"), {}, control);
  QCOMPARE(wordsOf(control.phases()), "load 9, tangents 9, prepare 1");
}

void TestJobProgress::phasesOfLoadedInputs() {
  JobControl control;
  const auto outcome = runJob(specTo("s.h5"), {sampleSet(7, 1), sampleSet(5, 2)}, control, {});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QCOMPARE(wordsOf(control.phases()), "tangents 7, tangents 5, prepare 3, score 35, write 1");
}

void TestJobProgress::sparseJobsDecideOnAllPairs_data() {
  QTest::addColumn<double>("above");  // above 1: none
  QTest::addColumn<int>("top");
  QTest::addColumn<int>("targets");  // 0: all-by-all
  QTest::addColumn<bool>("both");
  QTest::addColumn<int>("pairs");
  QTest::newRow("at 0.2") << 0.2 << 0 << 0 << false << 1600;
  QTest::newRow("3 best") << 2.0 << 3 << 0 << false << 1600;
  QTest::newRow("at 0.4 or 2 best") << 0.4 << 2 << 0 << false << 1600;
  QTest::newRow("targets") << 0.1 << 2 << 30 << false << 1200;
  QTest::newRow("targets, both") << 0.1 << 2 << 30 << true << 2400;
  QTest::newRow("targets, both, 3 best") << 2.0 << 3 << 30 << true << 2400;
}

/// What the window and the command line show while a job runs is what they show at its end.
void TestJobProgress::sparseJobsDecideOnAllPairs() {
  QFETCH(double, above);
  QFETCH(int, top);
  QFETCH(int, targets);
  QFETCH(bool, both);
  QFETCH(int, pairs);
  auto spec = specTo("sparse.h5");
  if (above <= 1) spec.sparseAbove = above;
  if (top > 0) spec.top = top;
  spec.both = both;
  std::int64_t planned = 0;
  JobEvents events;
  events.planned = [&](const Plan& plan) { planned = plan.pairs; };
  JobControl control;
  ProgressWatcher watcher(control);
  const auto outcome = runJob(
      spec, {sampleSet(40, 2), targets > 0 ? sampleSet(targets, 5) : nullptr}, control, events);
  QCOMPARE(watcher.end(), 0);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QCOMPARE(planned, pairs);
  const auto words = wordsOf(control.phases());
  QVERIFY2(words.contains(QString(", prepare 3, score %1, ").arg(pairs)), qPrintable(words));
  QVERIFY2(!words.contains(" of "), qPrintable(words));
  QCOMPARE(words.contains("reverse"), both || targets == 0);
}

void TestJobProgress::phasesOfVerifyAndExport() {
  JobControl running, verifying, exporting;
  auto spec = specTo("v.h5");
  QVERIFY(runJob(spec, {}, running, {}).kind == JobOutcome::Kind::Finished);
  const auto file = ScoreFile::open(spec.output);
  exportScores(*file, in("v.csv"), {}, exporting);
  QCOMPARE(wordsOf(exporting.phases()), "export 9");
  verifyScores(*file, {20, 1}, verifying);
  QCOMPARE(wordsOf(verifying.phases()), "score 20, check 1");
}

void TestJobProgress::phasesOfASample() {
  SampleOptions options;
  options.neurons = 7;
  JobControl control;
  writeSample(options, in("another"), control);
  QCOMPARE(wordsOf(control.phases()), "grow 7");
}

QTEST_GUILESS_MAIN(TestJobProgress)
#include "tst_job_progress.moc"
