// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/sets/UnitChooser.hpp"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

class TestRunDialog : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QStringList files_;

 private Q_SLOTS:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    files_ = writeTinyNeurons(folder_.filePath("a"), 4);
  }

  void plansAndAllows() {
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
    QCOMPARE(QString::fromStdString(spec.output.string()), folder_.filePath("a.nblast.h5"));
    QCOMPARE(dialog.targetId(), 0);
    QVERIFY(dialog.inputs().queries != nullptr);
  }

  void answersChangedOptions() {
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
    QVERIFY(QString::fromStdString(spec.output.string()).endsWith("a-against-b.nblast.h5"));
  }

  void wantsTheUnit() {
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

  void namesAnUnusableFolder() {
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

  void asksBeforeReplacing_data() {
    QTest::addColumn<bool>("replace");
    QTest::newRow("replace") << true;
    QTest::newRow("keep") << false;
  }
  void asksBeforeReplacing() {
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
};

QTEST_MAIN(TestRunDialog)
#include "tst_run_dialog.moc"
