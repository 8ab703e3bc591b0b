// SPDX-License-Identifier: BSD-3-Clause
// The options of the Run NBLAST dialog: fields to JobSpec and back, and what is refused.
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/run/RunDialog.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using nblast::EdgeRule;
using nblast::JobSpec;
using nblast::MaxDistance;

namespace {

void choose(const QWidget& dialog, const char* name, const QVariant& data) {
  auto* box = child<QComboBox>(dialog, name);
  if (box->findData(data) < 0) qFatal("no such choice in %s", name);
  box->setCurrentIndex(box->findData(data));
}

/// What a job says of its scoring, without its neurons and its output.
QString scoringOf(JobSpec spec) {
  spec.queries.clear();
  spec.targets.clear();
  spec.queryUnit.reset();
  spec.targetUnit.reset();
  spec.output.clear();
  return QString::fromStdString(toJson(spec));
}

JobSpec unusual() {
  JobSpec spec;
  spec.neighbours = 7;
  spec.resample_um = 1.25;
  spec.normalised = false;
  spec.table = "v1";
  spec.sigma_um = 3.5;
  spec.alpha = true;
  spec.maxDistance = {MaxDistance::Kind::Fixed, 55.5};
  spec.sparseAbove = 0.125;
  spec.top = 25;
  spec.engine = "reference";
  spec.threads = 1;
  spec.geometry = false;
  return spec;
}

}  // namespace

class TestRunOptions : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  NeuronSets sets_;
  int a_ = 0, b_ = 0;

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    const auto files = writeTinyNeurons(folder_.filePath("a"), 4);
    a_ = sets_.addLoaded("a", {folder_.filePath("a").toStdString()}, readSet(files));
    b_ = sets_.addLoaded("b", {files[0].toStdString()}, readSet({files[0], files[1]}));
  }

  void defaultsAreTheProgramsOwn() {
    const RunDialog dialog(&sets_, a_, {}, folder_.path());
    QCOMPARE(scoringOf(dialog.spec()), scoringOf({}));
    QVERIFY(!child<QToolButton>(dialog, "moreOptions")->isChecked());
  }

  void fieldsBecomeTheJob() {
    RunDialog dialog(&sets_, a_, {}, folder_.path());
    choose(dialog, "targets", b_);
    child<QCheckBox>(dialog, "both")->click();
    child<QCheckBox>(dialog, "keepAbove")->click();
    child<QDoubleSpinBox>(dialog, "above")->setValue(0.125);
    child<QCheckBox>(dialog, "keepTop")->click();
    child<QSpinBox>(dialog, "top")->setValue(25);
    child<QToolButton>(dialog, "moreOptions")->click();
    choose(dialog, "table", "v1");
    child<QDoubleSpinBox>(dialog, "sigma")->setValue(3.5);
    child<QCheckBox>(dialog, "alpha")->click();
    choose(dialog, "maxDistance", static_cast<int>(MaxDistance::Kind::Fixed));
    child<QDoubleSpinBox>(dialog, "bound")->setValue(55.5);
    child<QSpinBox>(dialog, "neighbours")->setValue(7);
    child<QDoubleSpinBox>(dialog, "resample")->setValue(1.25);
    child<QCheckBox>(dialog, "normalised")->click();
    child<QCheckBox>(dialog, "geometry")->click();
    child<QCheckBox>(dialog, "reference")->click();
    child<QSpinBox>(dialog, "threads")->setValue(1);
    JobSpec expected = unusual();
    expected.both = true;
    QCOMPARE(scoringOf(dialog.spec()), scoringOf(expected));
    // The job as it is saved is the job as it is read.
    const auto again = nblast::jobSpecFromJson(toJson(dialog.spec()), "job.json");
    QCOMPARE(QString::fromStdString(toJson(again)), QString::fromStdString(toJson(dialog.spec())));
  }

  void tablesAndEdges_data() {
    QTest::addColumn<QString>("table");
    QTest::addColumn<int>("edges");
    for (const char* table : {"auto", "fcwb", "fcwb-alpha"}) {
      QTest::addRow("%s", table) << table << 0;
      QTest::addRow("%s left", table) << table << 1;
    }
  }
  void tablesAndEdges() {
    QFETCH(QString, table);
    QFETCH(int, edges);
    const RunDialog dialog(&sets_, a_, {}, folder_.path());
    choose(dialog, "table", table);
    child<QComboBox>(dialog, "edges")->setCurrentIndex(edges);
    QCOMPARE(QString::fromStdString(dialog.spec().table), table);
    QVERIFY(dialog.spec().edges == (edges == 1 ? EdgeRule::Left : EdgeRule::Label));
    QVERIFY2(dialog.problem().isEmpty(), qPrintable(dialog.problem()));
  }

  void theLastJobsOptionsAreShown() {
    JobSpec last = unusual();
    last.both = true;
    const RunDialog dialog(&sets_, a_, last, folder_.path());
    QCOMPARE(scoringOf(dialog.options()), scoringOf(last));
    QVERIFY(child<QToolButton>(dialog, "moreOptions")->isChecked());
    QVERIFY(!dialog.spec().both);  // all against all: there is nothing to add
    QVERIFY(!child<QCheckBox>(dialog, "both")->isEnabled());
  }

  void aBoundWithinTheTableIsRefused() {
    RunDialog dialog(&sets_, a_, {}, folder_.path());
    dialog.show();
    child<QToolButton>(dialog, "moreOptions")->click();
    choose(dialog, "maxDistance", static_cast<int>(MaxDistance::Kind::Fixed));
    auto* bound = child<QDoubleSpinBox>(dialog, "bound");
    auto* note = child<QLabel>(dialog, "distanceNote");
    bound->setValue(40);
    QVERIFY2(note->text().contains("must be above 40"), qPrintable(note->text()));
    QVERIFY(note->isVisible());
    QCOMPARE(dialog.problem(), note->text());
    QVERIFY(!child<QPushButton>(dialog, "run")->isEnabled());
    QVERIFY(child<QLabel>(dialog, "problem")->text().isEmpty());  // once is enough
    child<QToolButton>(dialog, "moreOptions")->click();
    QCOMPARE(child<QLabel>(dialog, "problem")->text(), dialog.problem());
    bound->setValue(41);
    QVERIFY2(dialog.problem().isEmpty(), qPrintable(dialog.problem()));
    QVERIFY2(note->text().contains("41 µm"), qPrintable(note->text()));
  }

  void anAutomaticBoundNeedsATable() {
    const RunDialog dialog(&sets_, a_, {}, folder_.path());
    choose(dialog, "maxDistance", static_cast<int>(MaxDistance::Kind::Auto));
    QVERIFY(child<QLabel>(dialog, "distanceNote")->text().contains("42 µm"));
    choose(dialog, "table", "v1");
    QVERIFY2(dialog.problem().contains("v1"), qPrintable(dialog.problem()));
    QCOMPARE(child<QLabel>(dialog, "distanceNote")->text(), dialog.problem());
  }

  void tableFiles() {
    const RunDialog dialog(&sets_, a_, {}, folder_.path());
    choose(dialog, "table", "file");
    auto* file = child<QLineEdit>(dialog, "tableFile");
    auto* run = child<QPushButton>(dialog, "run");
    QVERIFY2(dialog.problem().contains("Choose the file"), qPrintable(dialog.problem()));
    file->setText(folder_.filePath("none.csv"));
    QVERIFY(!run->isEnabled());  // while it is being read, too
    QTRY_VERIFY2(dialog.problem().contains("no such file"), qPrintable(dialog.problem()));
    const QString head = "d,\"(0,0.5]\",\"(0.5,1]\"\n\"(0,10]\",1,2\n";
    file->setText(writeText(folder_.filePath("bad.csv"), head + "\"(10,40]\",3,many\n"));
    QTRY_VERIFY2(dialog.problem().contains("bad.csv:3:"), qPrintable(dialog.problem()));
    QCOMPARE(child<QLabel>(dialog, "tableNote")->text(), dialog.problem());
    QVERIFY(!run->isEnabled());
    const QString good = writeText(folder_.filePath("good.csv"), head + "\"(10,40]\",3,4\n");
    file->setText(good);
    QTRY_VERIFY(run->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isPlanned(), 20000);
    QCOMPARE(QString::fromStdString(dialog.spec().table), good);
  }

  void whatIsKeptIsExplained() {
    const RunDialog dialog(&sets_, a_, {}, folder_.path());
    auto* note = child<QLabel>(dialog, "keepNote");
    QVERIFY(note->text().isEmpty());
    child<QCheckBox>(dialog, "keepAbove")->click();
    QVERIFY(note->text().contains("either direction"));
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isPlanned(), 20000);
    QVERIFY(child<QLabel>(dialog, "costDisk")->text().startsWith("at most about "));
    child<QDoubleSpinBox>(dialog, "above")->setValue(1.5);
    QVERIFY(note->text().contains("hardly any"));
    child<QCheckBox>(dialog, "normalised")->click();
    QVERIFY(!note->text().contains("hardly any"));
    choose(dialog, "targets", b_);
    QVERIFY(note->text().isEmpty());
    child<QCheckBox>(dialog, "keepTop")->click();
    QVERIFY(note->text().contains("either holds"));
  }

  /// With everything unfolded and sentences below the fields.
  void fitsASmallScreen() {
    RunDialog dialog(&sets_, a_, unusual(), folder_.path());
    dialog.show();
    choose(dialog, "table", "fcwb");
    child<QDoubleSpinBox>(dialog, "bound")->setValue(20);
    QTest::qWait(50);
    QVERIFY(dialog.width() <= 1280);
    QVERIFY2(dialog.height() <= 760, qPrintable(QString::number(dialog.height())));
    auto* note = child<QLabel>(dialog, "distanceNote");
    QVERIFY(note->height() >= note->heightForWidth(note->width()));
    const int unfolded = dialog.height();
    child<QToolButton>(dialog, "moreOptions")->click();
    QTRY_VERIFY2(dialog.height() < unfolded - 100,
                 qPrintable(QString("%1 after %2").arg(dialog.height()).arg(unfolded)));
  }
};

QTEST_MAIN(TestRunOptions)
#include "tst_run_options.moc"
