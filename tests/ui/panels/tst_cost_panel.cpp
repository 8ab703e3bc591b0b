// What the Run dialog says a job will take, and what it keeps for the job.
#include "DialogSupport.hpp"
#include "TinyNeurons.hpp"
#include "compute/job/PreparedCache.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/panels/CostPanel.hpp"
#include "ui/panels/RunDialog.hpp"
#include "ui/panels/Workspace.hpp"

#include <QCheckBox>
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
    QCOMPARE(memoryInWords(plan),
             "9.0 GB of 8.0 GB free, queries in 32 parts: too much, expect it to be very slow or "
             "to fail");
    plan.freeHostBytes = 0;  // not known
    plan.shape.queryParts = 1;
    QCOMPARE(memoryInWords(plan), "9.0 GB");
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
