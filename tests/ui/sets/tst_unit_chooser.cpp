// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/support/DialogSupport.hpp"
#include "ui/sets/UnitChooser.hpp"
#include "ui/sets/UnitQuestion.hpp"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

class TestUnitChooser : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesUnits_data() {
    QTest::addColumn<QString>("written");
    QTest::addColumn<double>("umPerUnit");  // 0: not a unit
    QTest::newRow("voxels") << "16 nm" << 0.016;
    QTest::newRow("micrometres") << "um" << 1.0;
    QTest::newRow("millimetres") << "mm" << 1000.0;
    QTest::newRow("no unit") << "16" << 0.0;
    QTest::newRow("nothing") << "" << 0.0;
    QTest::newRow("negative") << "-8 nm" << 0.0;
  }
  void takesUnits() {
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

  void showsAnyUnit() {
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

  void aQuestionIsAnsweredOnce() {
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
};

QTEST_MAIN(TestUnitChooser)
#include "tst_unit_chooser.moc"
