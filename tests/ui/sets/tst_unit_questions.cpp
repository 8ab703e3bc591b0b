// SPDX-License-Identifier: BSD-3-Clause
// What the window asks about units: never passed silently, evidence in sight, remembered for files.
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/run/OverlapNote.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/sets/LeftOutDialog.hpp"
#include "ui/sets/UnitChooser.hpp"
#include "ui/sets/UnitDialog.hpp"
#include "ui/sets/UnitQuestion.hpp"
#include "ui/widgets/MessageRow.hpp"
#include "ui/workspace/FileFingerprint.hpp"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>

namespace {

void choose(UnitChooser* chooser, const char* label) {
  chooser->setUnit(nblast::parseLengthUnit(label));
}

void answer(ShownWindow& shown, const char* label) {
  auto* question = shown.window.findChild<UnitQuestion*>();
  QVERIFY(question != nullptr);
  choose(question->findChild<UnitChooser*>(), label);
  child<QPushButton>(*question, "confirmUnit")->click();
  QTRY_VERIFY(shown.window.findChild<UnitQuestion*>() == nullptr);
}

QString wordsOf(const QWidget& widget) {
  QStringList texts;
  for (const auto* label : widget.findChildren<QLabel*>())
    texts += label->text();
  return texts.join('\n');
}

}  // namespace

class TestUnitQuestions : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString at(const QString& name) const { return folder_.filePath(name); }

 private Q_SLOTS:
  void initTestCase() {
    writeTinyNeurons(at("nm"), 3, 200, 1000);  // 200 µm, in nm
    writeTinyNeurons(at("um"), 3);
    writeTinyNeurons(at("voxels"), 3, 60, 90);
    QDir().mkpath(at("mixed"));
    for (int i = 0; i < 2; ++i) {
      writeText(at(QString("mixed/states%1.swc").arg(i)), tinySwc(40, 3.0 * i, 1, "units: um"));
    }
    for (int i = 0; i < 3; ++i)
      writeText(at(QString("mixed/silent%1.swc").arg(i)), tinySwc(60, 2.1 * i, 90));
  }

  void neuronsOf200mmAreAskedAboutASecondTime() {
    ShownWindow shown;
    shown.openAndWait({at("nm")});
    const auto& set = shown.work()->sets()->at(0);
    QCOMPARE(set.unit->label, std::string("nm"));
    answer(shown, "um");  // against the evidence
    QCOMPARE(set.unit->label, std::string("um"));
    QVERIFY2(shown.told().contains("199 mm across"), qPrintable(shown.told()));
    QVERIFY2(shown.told().contains("extent 199,000 and spacing 1,100 fit nm"),
             qPrintable(shown.told()));
    QVERIFY(!shown.work()->sets()->whyNotScorable(set.id).isEmpty());
    shown.messages()->dismissAll();  // no way out
    QVERIFY(shown.told().contains("199 mm across"));

    QVERIFY(shown.press("Yes, µm is right"));
    QVERIFY(shown.work()->sets()->whyNotScorable(set.id).isEmpty());
    QVERIFY2(!shown.told().contains("199 mm"), qPrintable(shown.told()));
    // Another wrong unit is another question.
    shown.work()->sets()->setUnit(set.id, *nblast::parseLengthUnit("mm"));
    QVERIFY2(shown.told().contains("199 m across"), qPrintable(shown.told()));
    shown.work()->sets()->remove(set.id);
    QVERIFY2(shown.told().isEmpty(), qPrintable(shown.told()));
  }

  void anotherUnitAnswersTheQuestionToo() {
    ShownWindow shown;
    shown.openAndWait({at("nm")});
    answer(shown, "um");
    whenOpen<UnitDialog>([](UnitDialog* dialog) {
      choose(dialog->findChild<UnitChooser*>(), "nm");
      dialog->accept();
      return true;
    });
    QVERIFY(shown.press("Choose another"));
    QCOMPARE(shown.work()->sets()->at(0).unit->label, std::string("nm"));
    QVERIFY2(!shown.told().contains("across"), qPrintable(shown.told()));
  }

  void aFewThatAreTooLargeAreTold() {
    QDir().mkpath(at("few"));
    for (int i = 0; i < 5; ++i)
      writeText(at(QString("few/%1.swc").arg(i)), tinySwc(200, i, i == 0 ? 1000 : 1));
    ShownWindow shown;
    shown.openAndWait({at("few")});
    const QString info = shown.child<QLabel>("setInfo")->text();
    QVERIFY2(info.contains("1 neuron is larger than 20 mm"), qPrintable(info));
    QVERIFY(!shown.told().contains("across"));
  }

  void aStatedUnitIsNotAboveTheQuestion() {
    QDir().mkpath(at("liars"));
    writeText(at("liars/a.swc"), tinySwc(200, 0, 1000, "units: um"));
    ShownWindow shown;
    shown.openAndWait({at("liars")});
    QVERIFY2(shown.told().contains("199 mm across"), qPrintable(shown.told()));
    QVERIFY2(shown.told().contains("stated in 1 of 1 file"), qPrintable(shown.told()));
  }

  /// The Run dialog waits for the answer, and can be answered.
  void theRunDialogRefusesUntilAnswered() {
    NeuronSets sets;
    QStringList files;
    for (int i = 0; i < 3; ++i)
      files += at(QString("nm/n%1.swc").arg(i));
    const int id = sets.addLoaded("em", {files[0].toStdString()}, readSet(files));
    RunDialog dialog(&sets, id, {}, folder_.path());
    auto* run = child<QPushButton>(dialog, "run");
    auto* confirm = child<QPushButton>(dialog, "confirmSize");
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), 20000);
    QVERIFY(confirm->isHidden());
    choose(child<UnitChooser>(dialog, "queryUnit"), "um");
    QVERIFY(!run->isEnabled());
    const QString problem = child<QLabel>(dialog, "problem")->text();
    QVERIFY2(problem.contains("199 mm across") && problem.contains("fit nm"), qPrintable(problem));
    QVERIFY(!confirm->isHidden());
    dialog.metaObject()->invokeMethod(&dialog, "accept");  // by Return
    QVERIFY(dialog.result() != QDialog::Accepted);
    confirm->click();
    QTRY_VERIFY_WITH_TIMEOUT(run->isEnabled(), 20000);
    QVERIFY(confirm->isHidden());
    QVERIFY2(wordsOf(dialog).contains("chosen by you; extent 199,000"),
             qPrintable(wordsOf(dialog)));
  }

  void filesThatStateAUnitKeepIt() {
    ShownWindow shown;
    shown.openAndWait({at("mixed")});
    const auto& set = shown.work()->sets()->at(0);
    QVERIFY(!set.unit);
    auto* question = shown.window.findChild<UnitQuestion*>();
    QVERIFY(question != nullptr);
    QVERIFY2(wordsOf(*question).contains("of the other 3 neurons") &&
                 wordsOf(*question).contains("stated in 2 of 5 files: um"),
             qPrintable(wordsOf(*question)));
    QVERIFY2(!wordsOf(*question).contains("))"), qPrintable(wordsOf(*question)));
    answer(shown, "10 nm");
    QCOMPARE(unitsInWords(set), QString("as stated, else 10 nm"));
    for (qint64 i = 0; i < set.count(); ++i) {
      const bool states = set.neurons->name(i).startsWith("states");
      const float end = set.neurons->geometry(i)->points_um.back().x;
      QCOMPARE(end, states ? 39.0F : 59 * 90 * 0.01F);
    }
    nblast::JobSpec spec;
    shown.work()->sets()->inputsFor(set.id, 0, &spec);
    QCOMPARE(QString::fromStdString(nblast::textOf(*spec.queryUnit)), QString("stated,10 nm"));

    // Whoever knows better may overrule the files.
    whenOpen<UnitDialog>([](UnitDialog* dialog) {
      dialog->findChild<QCheckBox*>("forAll")->setChecked(true);
      choose(dialog->findChild<UnitChooser*>(), "um");
      dialog->accept();
      return true;
    });
    shown.window.findChild<QLabel*>("setInfo")->linkActivated("unit");
    QCOMPARE(unitsInWords(set), QString::fromUtf8("µm"));
    shown.work()->sets()->inputsFor(set.id, 0, &spec);
    QCOMPARE(QString::fromStdString(nblast::textOf(*spec.queryUnit)), QString("um"));
  }

  void aConfirmedUnitIsRemembered_data() {
    QTest::addColumn<QString>("files");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<bool>("odd");  // to be confirmed twice
    QTest::addColumn<QString>("change");
    QTest::addColumn<bool>("asked");  // when opened again
    QTest::newRow("a guess") << "nm"
                             << "nm" << false << "" << false;
    QTest::newRow("a choice") << "voxels"
                              << "10 nm" << false << "" << false;
    QTest::newRow("an odd choice") << "nm"
                                   << "um" << true << "" << false;
    QTest::newRow("only for the same files") << "voxels"
                                             << "8 nm" << false << "voxels/n1.swc" << true;
  }
  void aConfirmedUnitIsRemembered() {
    QFETCH(QString, files);
    QFETCH(QString, unit);
    QFETCH(bool, odd);
    QFETCH(QString, change);
    QFETCH(bool, asked);
    QTemporaryDir ini;
    {
      ShownWindow shown(ini.filePath("s.ini"));
      shown.openAndWait({at(files)});
      answer(shown, qPrintable(unit));
      QCOMPARE(shown.told().contains("across"), odd);
      if (odd) QVERIFY(shown.press("Yes"));
    }
    if (!change.isEmpty()) writeText(at(change), tinySwc(61, 0, 90));
    ShownWindow shown(ini.filePath("s.ini"));
    shown.openAndWait({at(files)});
    QCOMPARE(shown.window.findChild<UnitQuestion*>() != nullptr, asked);
    if (asked) return;
    QVERIFY2(!shown.told().contains("across"), qPrintable(shown.told()));
    const auto& set = shown.work()->sets()->at(0);
    QCOMPARE(QString::fromStdString(set.unit->label), unit);
    QVERIFY2(set.unitReason.startsWith("as you chose before; extent"), qPrintable(set.unitReason));
  }

  void theUnitOfASurfaceIsRememberedToo() {
    // 3 units long: no unit that surfaces come in.
    const QString mesh = writeText(at("brain.obj"), "v 0 0 0\nv 3 0 0\nv 0 3 3\nf 1 2 3\n");
    QTemporaryDir ini;
    int asked = 0;
    for (int time = 0; time < 2; ++time) {
      ShownWindow shown(ini.filePath("s.ini"));
      if (time == 0) {
        whenOpen<UnitDialog>([&asked](UnitDialog* dialog) {
          ++asked;
          choose(dialog->findChild<UnitChooser*>(), "mm");
          dialog->accept();
          return true;
        });
      }
      shown.window.open({mesh});
      QTRY_VERIFY(shown.window.isFullyDrawn());
    }
    QCOMPARE(asked, 1);
  }

  void anUnansweredQuestionIsNotRemembered() {
    QTemporaryDir ini;
    {
      ShownWindow shown(ini.filePath("s.ini"));
      shown.openAndWait({at("nm")});
      answer(shown, "um");
      QVERIFY(shown.told().contains("across"));
    }
    ShownWindow shown(ini.filePath("s.ini"));
    shown.openAndWait({at("nm")});
    QVERIFY(shown.window.findChild<UnitQuestion*>() != nullptr);
  }

  /// What another window remembers meanwhile stays: a colour or a title is no word on the unit.
  void onlyTheUnitIsRemembered() {
    ShownWindow shown;
    shown.openAndWait({at("nm")});
    answer(shown, "nm");
    auto* sets = shown.work()->sets();
    const auto& set = sets->at(0);
    const QString files = fingerprintOf(set);
    QCOMPARE(textOf(shown.settings.unitOf(files)->units), std::string("nm"));
    shown.settings.rememberUnit(files, {*nblast::parseUnitChoice("um"), true});
    sets->setColour(set.id, 0xff123456);
    sets->setTitle(set.id, "another title");
    QCOMPARE(textOf(shown.settings.unitOf(files)->units), std::string("um"));
    sets->setUnit(set.id, *nblast::parseLengthUnit("8 nm"));
    QCOMPARE(textOf(shown.settings.unitOf(files)->units), std::string("8 nm"));
  }

  void rememberedUnitsAreCapped() {
    Settings settings(at("capped.ini"));
    for (int i = 0; i < 250; ++i)
      settings.rememberUnit(QString::number(1000 + i), {*nblast::parseUnitChoice("stated,8 nm")});
    QVERIFY(!settings.unitOf("1000"));
    QVERIFY(!settings.unitOf("1049"));
    QVERIFY(settings.unitOf("1050"));
    QCOMPARE(textOf(settings.unitOf("1249")->units), std::string("stated,8 nm"));
    settings.rememberUnit("1249", {*nblast::parseUnitChoice("um"), true});
    QVERIFY(settings.unitOf("1249")->sizeConfirmed && !settings.unitOf("1249")->units.statedFirst);
    QVERIFY(!settings.unitOf("124"));
  }

  void setsThatAreApartAreToldInTheRunDialog_data() {
    QTest::addColumn<double>("shift");
    QTest::addColumn<bool>("told");
    QTest::newRow("together") << 5.0 << false;
    QTest::newRow("apart") << 9000.0 << true;
  }
  void setsThatAreApartAreToldInTheRunDialog() {
    QFETCH(double, shift);
    QFETCH(bool, told);
    const QString near = writeText(at("near.swc"), tinySwc(40, 0));
    const QString other = writeText(at("other.swc"), tinySwc(40, shift));
    NeuronSets sets;
    const int a = sets.addLoaded("a", {near.toStdString()}, readSet({near}));
    const int b = sets.addLoaded("b", {other.toStdString()}, readSet({other}));
    RunDialog dialog(&sets, a, {}, folder_.path());
    auto* note = child<QLabel>(dialog, "overlapNote");
    auto* targets = child<QComboBox>(dialog, "targets");
    targets->setCurrentIndex(targets->findData(b));
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isPlanned(), 20000);
    QTRY_COMPARE(note->text().contains("hardly overlap"), told);
    // A choice that moves nothing needs no second look, and what was said stays.
    child<QCheckBox>(dialog, "both")->click();
    QVERIFY(!dialog.findChild<OverlapNote*>()->isChecking());
    QCOMPARE(note->text().contains("hardly overlap"), told);
    QVERIFY(child<QPushButton>(dialog, "run")->isEnabled());  // forbids nothing
    targets->setCurrentIndex(0);                              // all against all
    QVERIFY(note->text().isEmpty());
  }

  /// A job that is described in a file has no dialog that could have told it.
  void aJobFromAFileIsWarnedOf() {
    nblast::JobSpec spec;
    spec.queries = {at("um").toStdString()};
    spec.queryUnit = nblast::parseUnitChoice("mm");
    spec.output = at("job.h5").toStdString();
    ShownWindow shown;
    shown.window.runJob(spec);
    QTRY_VERIFY_WITH_TIMEOUT(!shown.work()->isBusy(), kLong_ms);
    QVERIFY2(shown.told().contains("job.h5: The queries would be 39 mm across"),
             qPrintable(shown.told()));
  }

  void whereNothingCanBeReadTheListIsThere() {
    QDir().mkpath(at("broken"));
    for (const char* name : {"a.swc", "b.swc", "c.swc"})
      writeText(at(QString("broken/") + name), "1 0 nonsense\n");
    ShownWindow shown;
    shown.openAndWait({at("broken")});
    QCOMPARE(shown.told(), QString("broken: none of 3 files could be read."));
    QString list;
    whenOpen<LeftOutDialog>([&list](LeftOutDialog* dialog) {
      child<QPushButton>(*dialog, "copyList")->click();
      list = QApplication::clipboard()->text();
      dialog->reject();
      return true;
    });
    QVERIFY(shown.press("Show list"));
    QCOMPARE(list.trimmed().split('\n').size(), 3);
    QVERIFY2(list.contains("b.swc:1"), qPrintable(list));
  }

  void whatWasLeftOutHasItsOwnButton() {
    // Two sets at a time: each message shows its own list.
    for (const char* name : {"one", "two"}) {
      writeTinyNeurons(at(name), 2);
      writeText(at(QString("%1/bad-%1.swc").arg(name)), "1 0 nonsense\n");
    }
    ShownWindow shown;
    shown.openAndWait({at("one")});
    shown.openAndWait({at("two")});
    for (const auto* row : shown.messages()->findChildren<MessageRow*>()) {
      const QString name = wordsOf(*row).contains("one") ? "one" : "two";
      QString title;
      whenOpen<LeftOutDialog>([&title](LeftOutDialog* dialog) {
        title = dialog->windowTitle();
        dialog->reject();
        return true;
      });
      child<QPushButton>(*row, "messageButton")->click();
      QVERIFY2(title.contains(name), qPrintable(title));
    }
  }
};

QTEST_MAIN(TestUnitQuestions)
#include "tst_unit_questions.moc"
