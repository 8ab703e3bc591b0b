// SPDX-License-Identifier: BSD-3-Clause
// What the Run dialog says a job will take, and what it keeps for the job.
#include "compute/job/inputs/PreparedCache.hpp"
#include "compute/job/plan/PlanText.hpp"
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/run/CostPanel.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/text/Text.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using nblast::PreparedCache;

class TestCostPanel : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  NeuronSets sets_;
  int id_ = 0;

  static bool planned(const RunDialog& dialog) {
    return QTest::qWaitFor([&] { return dialog.isPlanned(); }, 20000);
  }
  std::shared_ptr<const nblast::PreparedSet> preparedOf(const RunDialog& dialog,
                                                        std::optional<int> k = {}) const {
    const auto inputs = dialog.inputs();
    return inputs.prepared->find({inputs.queries, {1.0, k, 0}});
  }

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    const auto files = writeTinyNeurons(folder_.filePath("a"), 4);
    id_ = sets_.addLoaded("a", {folder_.filePath("a").toStdString()}, readSet(files));
  }

  void memoryIsSaidWithWhatIsFree() {
    const RunDialog dialog(&sets_, id_, {}, folder_.path());
    QVERIFY(planned(dialog));
    const auto* memory = child<QLabel>(dialog, "costMemory");
    const QRegularExpression free("^[0-9.]+ .?B of [0-9.]+ .?B free$");
    QVERIFY2(free.match(memory->text()).hasMatch(), qPrintable(memory->text()));
    QVERIFY2(memory->toolTip().contains("Search: "), qPrintable(memory->toolTip()));
  }

  void whatIsTooMuchIsSaid() {
    nblast::Plan plan;
    plan.hostBytes = 9'000'000'000;
    plan.freeHostBytes = 8'000'000'000;
    plan.shape.queryParts = 32;
    QCOMPARE(
        toQString(nblast::planText(plan).memory),
        "9.0 GB of 8.0 GB free, queries in 32 parts: too much, expect the job to be very slow or "
        "to fail");
    plan.freeHostBytes = 0;  // not known
    plan.shape.queryParts = 1;
    QCOMPARE(toQString(nblast::planText(plan).memory), "9.0 GB");
  }

  /// Run can be pressed before there is a plan, and a job that waits for its turn is planned again.
  void aWarningIsToldOnce_data() {
    QTest::addColumn<QString>("told");
    QTest::addColumn<int>("times");
    QTest::newRow("without a plan") << "" << 1;
    QTest::newRow("by the dialog") << "It needs about 9.1 GiB, and 8 GiB can be had." << 0;
    QTest::newRow("with other figures") << "It needs about 9 GiB, and 7.95 GiB can be had." << 0;
    QTest::newRow("of something else") << "The two sets hardly overlap." << 1;
  }
  void aWarningIsToldOnce() {
    QFETCH(QString, told);
    QFETCH(int, times);
    Workspace work;
    QStringList messages;
    connect(&work, &Workspace::message, this,
            [&](const Message& message) { messages += message.text; });
    const int set =
        work.sets()->addLoaded("a", {folder_.filePath("a").toStdString()}, sets_.find(id_)->loaded);
    nblast::JobSpec spec;
    const auto inputs = work.sets()->inputsFor(set, 0, &spec);
    spec.output = folder_.filePath("told.h5").toStdString();
    spec.overwrite = true;
    const int job = work.run(spec, inputs, set, set, {told.toStdString()});
    nblast::Plan plan;
    plan.warnings = {"It needs about 9.1 GiB, and 8 GiB can be had."};
    Q_EMIT work.jobs()->jobPlanned(job, plan);
    QCOMPARE(messages.filter("GiB").size(), times);
    QTRY_VERIFY_WITH_TIMEOUT(!work.isBusy(), 20000);
    QCOMPARE(messages.size(), times);
  }

  /// And what the dialog has not shown yet, the job tells.
  void whatTheDialogHasTold() {
    writeText(folder_.filePath("far.swc"), tinySwc(40, 5000));
    const int far = sets_.addLoaded("far", {folder_.filePath("far.swc").toStdString()},
                                    readSet({folder_.filePath("far.swc")}));
    for (const int set : {id_, far})
      sets_.setUnit(set, *nblast::parseLengthUnit("um"));
    RunDialog dialog(&sets_, id_, {}, folder_.path());
    auto* targets = child<QComboBox>(dialog, "targets");
    targets->setCurrentIndex(targets->findData(far));
    QVERIFY(dialog.toldWarnings().empty());
    QVERIFY(planned(dialog));
    const auto told = dialog.toldWarnings();
    QCOMPARE(told.size(), std::size_t{1});
    QVERIFY2(told[0].find("hardly overlap") != std::string::npos, told[0].c_str());
    sets_.remove(far);
  }

  void whatFallsOutIsSaid() {
    const QString folder = folder_.filePath("one place");
    auto files = writeTinyNeurons(folder, 3);
    QString same;
    for (int i = 1; i <= 30; ++i)
      same += QString("%1 0 5 5 5 1 %2\n").arg(i).arg(i == 1 ? -1 : i - 1);
    files += writeText(folder + "/same.swc", same);
    files += writeText(folder + "/empty.swc", "");  // left out by reading: no part of the set
    const int id = sets_.addLoaded("b", {folder.toStdString()}, readSet(files));
    const RunDialog dialog(&sets_, id, {}, folder_.path());
    QVERIFY(planned(dialog));
    const auto* pairs = child<QLabel>(dialog, "costPairs");
    QCOMPARE(pairs->text(), QString::fromUtf8("9 (3 queries × 3 targets); 1 left out"));
    QVERIFY2(pairs->toolTip().startsWith("same: "), qPrintable(pairs->toolTip()));
    QVERIFY2(!pairs->toolTip().contains("empty"), qPrintable(pairs->toolTip()));
    const RunDialog whole(&sets_, id_, {}, folder_.path());
    QVERIFY(planned(whole));
    QVERIFY(!child<QLabel>(whole, "costPairs")->text().contains("left out"));
    QCOMPARE(child<QLabel>(whole, "costPairs")->toolTip(), QString());
  }

  void someThatAreTooLargeAreSaid() {
    const QString folder = folder_.filePath("large");
    auto files = writeTinyNeurons(folder, 9, 400);
    files += writeText(folder + "/huge.swc", tinySwc(40, 0, 1000));  // 40 mm
    const int id = sets_.addLoaded("c", {folder.toStdString()}, readSet(files));
    sets_.setUnit(id, nblast::LengthUnit{});
    QCOMPARE(sets_.find(id)->tooLarge, qint64{1});
    RunDialog dialog(&sets_, id, {}, folder_.path());
    const auto* queries = child<QLabel>(dialog, "querySizes");
    QVERIFY(!queries->isHidden());
    QVERIFY2(queries->text().startsWith("1 neuron is larger than 20 mm"),
             qPrintable(queries->text()));
    QVERIFY(child<QLabel>(dialog, "targetSizes")->isHidden());
    QVERIFY(planned(dialog));
    QVERIFY2(dialog.problem().isEmpty(), qPrintable(dialog.problem()));  // it forbids nothing
    auto* sets = child<QComboBox>(dialog, "queries");
    sets->setCurrentIndex(sets->findData(id_));
    QVERIFY(queries->isHidden());
    auto* targets = child<QComboBox>(dialog, "targets");
    targets->setCurrentIndex(targets->findData(id));
    QVERIFY(!child<QLabel>(dialog, "targetSizes")->isHidden());
  }

  void aLimitThatIsTooLowForbids() {
    RunDialog dialog(&sets_, id_, {}, folder_.path());
    QVERIFY(planned(dialog));
    child<QDoubleSpinBox>(dialog, "memoryLimit")->setValue(0.01);
    QTRY_VERIFY2_WITH_TIMEOUT(dialog.problem().contains("memory"), qPrintable(dialog.problem()),
                              20000);
    QVERIFY(!child<QPushButton>(dialog, "run")->isEnabled());
  }

  /// However often a choice changes, and for the job itself: only what makes other dotprops makes
  /// them anew.
  void neuronsArePreparedOnce() {
    std::weak_ptr<const PreparedCache> cache;
    std::shared_ptr<const void> held;
    {
      RunDialog dialog(&sets_, id_, {}, folder_.path());
      QVERIFY(planned(dialog));
      cache = dialog.inputs().prepared;
      const auto first = preparedOf(dialog);
      QVERIFY(first && first->size() == 4);
      child<QCheckBox>(dialog, "alpha")->click();
      QVERIFY(!dialog.isPlanned());
      QVERIFY(planned(dialog));
      QCOMPARE(preparedOf(dialog), first);

      auto spec = dialog.spec();
      spec.output = folder_.filePath("scores.h5").toStdString();
      nblast::JobControl control;
      QVERIFY(nblast::runJob(spec, dialog.inputs(), control, {}).kind ==
              nblast::JobOutcome::Kind::Finished);
      QCOMPARE(preparedOf(dialog), first);

      child<QSpinBox>(dialog, "neighbours")->setValue(7);
      QVERIFY(planned(dialog));
      QVERIFY(!preparedOf(dialog) && preparedOf(dialog, 7));
      // Another dialog, while this one or its job is there.
      const RunDialog other(&sets_, id_, {}, folder_.path());
      QCOMPARE(other.inputs().prepared, cache.lock());
      held = dialog.prepared();
    }
    QVERIFY(!cache.expired());
    Workspace workspace;
    workspace.letGo(std::move(held));
    QTRY_VERIFY(cache.expired());
  }
};

QTEST_MAIN(TestCostPanel)
#include "tst_cost_panel.moc"
