// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/CheckOutput.hpp"
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/run/OutputFile.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/sets/LeftOutDialog.hpp"
#include "ui/sets/UnitChooser.hpp"
#include "ui/sets/UnitQuestion.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

class TestDialogs : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QStringList files_;

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    files_ = writeTinyNeurons(folder_.filePath("a"), 4);
  }

  void unitChooser_data() {
    QTest::addColumn<QString>("written");
    QTest::addColumn<double>("umPerUnit");  // 0: not a unit
    QTest::newRow("voxels") << "16 nm" << 0.016;
    QTest::newRow("micrometres") << "um" << 1.0;
    QTest::newRow("millimetres") << "mm" << 1000.0;
    QTest::newRow("no unit") << "16" << 0.0;
    QTest::newRow("nothing") << "" << 0.0;
    QTest::newRow("negative") << "-8 nm" << 0.0;
  }
  void unitChooser() {
    QFETCH(QString, written);
    QFETCH(double, umPerUnit);
    UnitChooser chooser;
    QVERIFY(!chooser.unit());
    QVERIFY(!chooser.problem().isEmpty());
    auto* choices = child<QComboBox>(chooser, "unitChoices");
    choices->setCurrentIndex(choices->count() - 1);
    child<QLineEdit>(chooser, "customUnit")->setText(written);
    QCOMPARE(chooser.unit().has_value(), umPerUnit > 0);
    if (umPerUnit > 0) QCOMPARE(chooser.unit()->umPerUnit, umPerUnit);
    QCOMPARE(chooser.problem().isEmpty(), umPerUnit > 0);
  }

  void unitChooserShowsAnyUnit() {
    UnitChooser chooser;
    for (const char* label : {"um", "nm", "8 nm", "12.5 nm"}) {
      const auto unit = nblast::parseLengthUnit(label);
      chooser.setUnit(unit);
      QVERIFY(chooser.unit());
      QCOMPARE(chooser.unit()->umPerUnit, unit->umPerUnit);
    }
    chooser.setUnit({});
    QVERIFY(!chooser.unit());
  }

  void unitQuestionIsAnsweredOnce() {
    auto* question = new UnitQuestion("set", {{}, "extent 21,000, spacing 90: in doubt"});
    QSignalSpy gone(question, &QObject::destroyed);
    double umPerUnit = 0;
    connect(question, &UnitQuestion::answered, this,
            [&](const nblast::LengthUnit& unit) { umPerUnit = unit.umPerUnit; });
    auto* confirm = child<QPushButton>(*question, "confirmUnit");
    QVERIFY(!confirm->isEnabled());
    bool saysWhy = false;
    for (const auto* label : question->findChildren<QLabel*>()) {
      saysWhy = saysWhy || label->text().contains("extent 21,000, spacing 90");
    }
    QVERIFY(saysWhy);
    child<QComboBox>(*question, "unitChoices")->setCurrentIndex(2);  // 8 nm
    QVERIFY(confirm->isEnabled());
    confirm->click();
    QCOMPARE(umPerUnit, 0.008);
    QTRY_COMPARE(gone.count(), 1);
  }

  void leftOutListIsCopied() {
    LeftOutDialog dialog("set", {{"x", "x.swc:17: node 12 is its own ancestor"}, {"y", "empty"}});
    child<QPushButton>(dialog, "copyList")->click();
    const QString text = QApplication::clipboard()->text();
    QVERIFY(text.contains("x.swc:17: node 12 is its own ancestor"));
    QVERIFY(text.contains("y\tempty"));
  }

  void runDialogPlansAndAllows() {
    NeuronSets sets;
    const int id = sets.addLoaded("a", {folder_.filePath("a").toStdString()}, readSet(files_));
    RunDialog dialog(&sets, id, {}, folder_.path());
    auto* run = child<QPushButton>(dialog, "run");
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isPlanned(), 20000);
    QVERIFY2(dialog.problem().isEmpty(), qPrintable(dialog.problem()));
    QVERIFY(run->isEnabled());
    QVERIFY(child<QLabel>(dialog, "costPairs")->text().startsWith("16 (4 queries"));
    const auto spec = dialog.spec();
    QVERIFY(spec.targets.empty());
    QCOMPARE(spec.queryUnit->unit.umPerUnit, 1.0);
    QCOMPARE(QString::fromStdString(spec.output.string()), folder_.filePath("a-nblast.h5"));
    QCOMPARE(dialog.targetId(), 0);
    QVERIFY(dialog.inputs().queries != nullptr);
  }

  void runDialogAnswersChangedOptions() {
    NeuronSets sets;
    const int a = sets.addLoaded("a", {folder_.filePath("a").toStdString()}, readSet(files_));
    const int b = sets.addLoaded("b", {files_[0].toStdString()}, readSet({files_[0], files_[1]}));
    RunDialog dialog(&sets, a, {}, folder_.path());
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isPlanned(), 20000);
    auto* targets = child<QComboBox>(dialog, "targets");
    targets->setCurrentIndex(targets->findData(b));
    child<QSpinBox>(dialog, "neighbours")->setValue(3);
    child<QCheckBox>(dialog, "reference")->click();
    QVERIFY(!dialog.isPlanned());
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isPlanned(), 20000);
    QVERIFY(child<QLabel>(dialog, "costPairs")->text().startsWith("8 (4 queries"));
    const auto spec = dialog.spec();
    QCOMPARE(spec.neighbours.value_or(0), 3);
    QCOMPARE(spec.engine, std::string("reference"));
    QCOMPARE(dialog.targetId(), b);
    QVERIFY(dialog.inputs().targets != nullptr);
    QVERIFY(QString::fromStdString(spec.output.string()).endsWith("a-against-b-nblast.h5"));
  }

  void runDialogWantsTheUnit() {
    const auto files = writeTinyNeurons(folder_.filePath("voxels"), 3, 60, 90);
    NeuronSets sets;
    const int id = sets.addLoaded("voxels", {files[0].toStdString()}, readSet(files));
    QVERIFY(!sets.find(id)->unit);
    RunDialog dialog(&sets, id, {}, folder_.path());
    auto* run = child<QPushButton>(dialog, "run");
    QVERIFY(!run->isEnabled());
    QVERIFY(child<QLabel>(dialog, "problem")->text().contains("unit"));
    child<QComboBox>(*child<UnitChooser>(dialog, "queryUnit"), "unitChoices")->setCurrentIndex(2);
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), 20000);
    QCOMPARE(sets.find(id)->unit->umPerUnit, 0.008);  // the set keeps it
    QCOMPARE(dialog.spec().queryUnit->unit.umPerUnit, 0.008);
  }

  void runDialogNamesAnUnusableFolder() {
    NeuronSets sets;
    sets.addLoaded("a", {files_[0].toStdString()}, readSet(files_));
    RunDialog dialog(&sets, 0, {}, folder_.path());
    auto* output = child<QLineEdit>(dialog, "output");
    auto* run = child<QPushButton>(dialog, "run");
    output->setText(folder_.filePath("nowhere/x.h5"));
    QVERIFY(!run->isEnabled());
    QVERIFY(dialog.problem().contains("nowhere"));
    QCOMPARE(child<QLabel>(dialog, "problem")->text(), dialog.problem());
    output->setText("");
    QVERIFY(dialog.problem().contains("where to save"));
    output->setText(folder_.filePath("fine.h5"));
    QVERIFY(run->isEnabled());
  }

  void runDialogAsksBeforeReplacing_data() {
    QTest::addColumn<bool>("replace");
    QTest::newRow("replace") << true;
    QTest::newRow("keep") << false;
  }
  void runDialogAsksBeforeReplacing() {
    QFETCH(bool, replace);
    const QString file = writeText(folder_.filePath("old.h5"), "precious");
    NeuronSets sets;
    sets.addLoaded("a", {files_[0].toStdString()}, readSet(files_));
    RunDialog dialog(&sets, 0, {}, folder_.path());
    child<QLineEdit>(dialog, "output")->setText(file);
    bool asked = false;
    QTimer::singleShot(200, this, [&] {
      auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      if (box == nullptr) return;
      asked = true;
      const auto buttons = box->buttons();
      for (auto* button : buttons) {
        const bool isReplace = box->buttonRole(button) == QMessageBox::DestructiveRole;
        if (isReplace == replace) return button->click();
      }
    });
    child<QPushButton>(dialog, "run")->click();
    QVERIFY(asked);
    QCOMPARE(dialog.result() == QDialog::Accepted, replace);
    QCOMPARE(dialog.spec().overwrite, replace);
  }

  void freshNamesDoNotCollide() {
    QTemporaryDir empty;
    QCOMPARE(freshScoreFile(empty.path(), "em_full.zip", {}), empty.filePath("em_full-nblast.h5"));
    writeText(empty.filePath("em_full-nblast.h5"), "x");
    QCOMPARE(freshScoreFile(empty.path(), "em_full.zip", {}),
             empty.filePath("em_full-nblast-2.h5"));
    QCOMPARE(freshScoreFile(empty.path(), "a b/c.tar.gz", "swc"),
             empty.filePath("a-b-c-against-swc-nblast.h5"));
  }

  void fullDiskIsToldBefore() {
    nblast::Plan large, small;
    large.likelyFileBytes = std::int64_t{1} << 60;
    small.likelyFileBytes = 1000;
    const QString problem = outputProblem(folder_.filePath("x.h5"), large);
    QVERIFY2(problem.contains("free"), qPrintable(problem));
    QVERIFY(outputProblem(folder_.filePath("x.h5"), small).isEmpty());
    QVERIFY(outputProblem(folder_.path(), {}).contains("folder"));
    QVERIFY(outputProblem("x.h5", {}).contains("whole path"));
    // An old file stays until the new one has scores: its bytes are not free.
    const QString old = writeText(folder_.filePath("old.h5"), "the old scores");
    QVERIFY(outputProblem(old, small).isEmpty());
    QVERIFY(outputProblem(old, large).contains("beside the old one of"));
    const QString neuron = writeText(folder_.filePath("n.SWC"), "1 1 0 0 0 1 -1\n");
    QVERIFY(outputProblem(neuron, {}).contains("is a file of neurons"));
  }

  /// Of a sparse job the size is not certain: the dialog says no more of it than the command line.
  void roomIsToldAsOnTheCommandLine_data() {
    QTest::addColumn<bool>("sparse");
    QTest::newRow("all pairs") << false;
    QTest::newRow("only good ones") << true;
  }
  void roomIsToldAsOnTheCommandLine() {
    QFETCH(bool, sparse);
    nblast::Plan plan;
    plan.fileBytes = std::int64_t{1} << 60;
    if (sparse) plan.keptPairs = std::int64_t{1} << 56;
    const QString file = folder_.filePath("x.h5");
    const auto room = QString::fromStdString(nblast::roomProblem(file.toStdString(), plan));
    QCOMPARE(outputProblem(file, plan), room.isEmpty() ? QString() : room + '.');
  }
};

QTEST_MAIN(TestDialogs)
#include "tst_dialogs.moc"
