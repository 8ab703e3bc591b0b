// SPDX-License-Identifier: BSD-3-Clause
// Every command of nblast in a terminal: its bar is seen in every phase, fits, and goes away.
#include "tests/scenarios/Terminal.hpp"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>

class TestTerminal : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void everyCommandAtEveryWidth_data();
  void everyCommandAtEveryWidth();
  void aWindowThatChangesLeavesNoRests_data();
  void aWindowThatChangesLeavesNoRests();
  void timeLeftIsTold();
  void plainTerminalsGetPlainText_data();
  void plainTerminalsGetPlainText();
  void namesOfFilesDoNotMoveTheCursor();
  void theKeyboardCancels_data();
  void theKeyboardCancels();

 private:
  QString in(const QString& name) const { return folder_.filePath(name); }
  QString aNeuron() const {
    return QDir(in("small/swc")).entryList(QDir::Files).value(3).section('.', 0, 0);
  }
  QStringList slowJob(const char* output) const {
    return {"run", in("set"), "--engine", "reference", "--overwrite", "-o", in(output)};
  }
  QTemporaryDir folder_;
};

namespace {

/// Nothing of any bar is left, and the next prompt will begin at the left edge.
QString faultOf(const Terminal& terminal) {
  const auto& screen = terminal.screen();
  if (!screen.strange().isEmpty()) return "strange: " + screen.strange().join(", ");
  if (screen.cursorColumn() != 0 || !screen.cursorLine().isEmpty())
    return "the cursor stands at the end of " + screen.cursorLine();
  // What would be seen had there never been a bar.
  Screen without(terminal.columns(), Screen::WhenNarrower::Cut);
  static const QRegularExpression kBars("\r\x1b\\[\\?7l[^\x1b]*\x1b\\[J\r\x1b\\[\\?7h|\r\x1b\\[J");
  without.feed(QString::fromUtf8(terminal.output()).remove(kBars).toUtf8());
  const auto seen = screen.all().remove('\n'), wanted = without.all().remove('\n');
  if (seen != wanted) return "seen is " + screen.all() + "\ninstead of " + without.all();
  return {};
}

QStringList phasesIn(const QStringList& bars) {
  QStringList phases;
  for (const auto& bar : bars) {
    const auto phase = bar.section(' ', 0, 0);
    if (phases.isEmpty() || phases.last() != phase) phases += phase;
  }
  return phases;
}

const QStringList kJobPhases{"load", "tangents", "prepare", "score", "write"};

}  // namespace

void TestTerminal::initTestCase() {
  Terminal sample({"sample", "-o", in("set"), "--neurons", "200"}, 80);
  QCOMPARE(sample.end(), 0);
  QCOMPARE(phasesIn(sample.bars()), QStringList{"grow"});
  Terminal small({"sample", "-o", in("small"), "--neurons", "10"}, 80);
  QCOMPARE(small.end(), 0);
  Terminal run({"run", in("small"), "-o", in("s.h5")}, 80);
  QCOMPARE(run.end(), 0);
}

void TestTerminal::everyCommandAtEveryWidth_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QStringList>("phases");
  QTest::addColumn<int>("columns");
  const QStringList run{"run", in("small"), "--overwrite", "-o", in("run.h5")};
  const auto both = kJobPhases.mid(0, 2) + kJobPhases;
  const auto command = [](const char* name, const QStringList& arguments,
                          const QStringList& phases) {
    for (const int columns : {20, 33, 80, 200})
      QTest::addRow("%s, %d columns", name, columns) << arguments << phases << columns;
  };
  command("run", run, kJobPhases);
  command("run, targets, both", run + QStringList{"--target", in("small"), "--both"}, both);
  command("run, sparse", run + QStringList{"--sparse-above", "0.3"},
          {"load", "tangents", "prepare", "score", "reverse", "write"});
  command("plan", {"plan", in("small")}, kJobPhases.mid(0, 3));
  command("export", {"export", in("s.h5"), "-o", in("s.csv"), "--overwrite"}, {"export"});
  command("verify", {"verify", in("s.h5")}, {"score", "check"});
  command("info of neurons", {"info", in("small")}, {"load"});
  command("info of scores", {"info", in("s.h5")}, {});
  command("matches", {"matches", in("s.h5"), "--query", aNeuron()}, {});
  command("devices", {"devices"}, {});
  command("help", {"run", "--help"}, {});
}

void TestTerminal::everyCommandAtEveryWidth() {
  QFETCH(QStringList, arguments);
  QFETCH(QStringList, phases);
  QFETCH(int, columns);
  Terminal terminal(arguments, columns);
  QCOMPARE(terminal.end(), 0);
  const auto bars = terminal.bars();
  for (const auto& bar : bars)
    QVERIFY2(bar.size() < columns, qPrintable(bar));
  // In a very narrow window there is room for the name of a phase, but for nothing less.
  QCOMPARE(phasesIn(bars), phases);
  const auto fault = faultOf(terminal);
  QVERIFY2(fault.isEmpty(), qPrintable(fault + '\n' + terminal.screen().all()));
}

void TestTerminal::aWindowThatChangesLeavesNoRests_data() {
  QTest::addColumn<bool>("wraps");
  QTest::newRow("a terminal that cuts long lines") << false;
  QTest::newRow("a terminal that wraps long lines anew") << true;
}

void TestTerminal::aWindowThatChangesLeavesNoRests() {
  QFETCH(bool, wraps);
  Terminal terminal(slowJob("resized.h5"), 200, {"TERM=xterm"},
                    wraps ? Screen::WhenNarrower::Wrap : Screen::WhenNarrower::Cut);
  QVERIFY(terminal.waitForBar("score"));
  for (const int columns : {100, 31, 20, 57, 22, 140}) {
    terminal.resize(columns);
    QVERIFY(terminal.waitForBar("score"));
    QVERIFY(terminal.waitForBar("score"));  // the first may have been on its way
    QVERIFY2(terminal.bars().last().size() < columns, qPrintable(terminal.bars().last()));
  }
  terminal.raise(SIGINT);
  QCOMPARE(terminal.end(), 130);
  const auto& screen = terminal.screen();
  QVERIFY2(screen.strange().isEmpty(), qPrintable(screen.strange().join(' ')));
  static const QRegularExpression kBar("score [\\[0-9]");
  QVERIFY2(!screen.all().contains(kBar), qPrintable(screen.all()));
  QVERIFY2(screen.cursorColumn() == 0 && screen.cursorLine().isEmpty(), qPrintable(screen.all()));
}

void TestTerminal::timeLeftIsTold() {
  Terminal terminal(slowJob("time.h5"), 100);
  QVERIFY(terminal.waitForBar(" s left"));
  terminal.raise(SIGTERM);
  QCOMPARE(terminal.end(), 130);
}

void TestTerminal::plainTerminalsGetPlainText_data() {
  QTest::addColumn<QStringList>("environment");
  QTest::addColumn<bool>("bar");
  QTest::newRow("TERM=dumb") << QStringList{"TERM=dumb"} << false;
  QTest::newRow("no TERM") << QStringList{"TERM="} << false;
  QTest::newRow("NO_COLOR") << QStringList{"TERM=xterm", "NO_COLOR=1"} << true;
}

void TestTerminal::plainTerminalsGetPlainText() {
  QFETCH(QStringList, environment);
  QFETCH(bool, bar);
  Terminal terminal({"run", in("small"), "--overwrite", "-o", in("plain.h5")}, 80, environment);
  QCOMPARE(terminal.end(), 0);
  QCOMPARE(terminal.output().contains('\x1b'), bar);
  QVERIFY(!QString::fromLatin1(terminal.output()).contains(QRegularExpression("\x1b\\[[0-9;]*m")));
  QCOMPARE(faultOf(terminal), QString());
}

/// Left out while the bar is shown: a name that would clear the screen and name the window.
void TestTerminal::namesOfFilesDoNotMoveTheCursor() {
  const auto set = in("evil");
  QVERIFY(QDir().mkpath(set));
  const auto good = QDir(in("small/swc")).entryList(QDir::Files);
  QVERIFY(QFile::copy(in("small/swc/" + good.first()), set + "/good.swc"));
  QFile bad(set + "/bad\x1b[2J\x1b]0;mine\x07\r\b.swc");
  QVERIFY(bad.open(QIODevice::WriteOnly));
  bad.write("no neuron");
  bad.close();
  Terminal terminal({"run", set, "-o", in("evil.h5")}, 120);
  QCOMPARE(terminal.end(), 3);
  QCOMPARE(faultOf(terminal), QString());
  const auto lines = terminal.screen().lines();
  const auto told = lines.filter("left out: bad?[2J?]0;mine???");
  QVERIFY2(!told.isEmpty(), qPrintable(terminal.screen().all()));
  const auto shown = terminal.bars();
  QVERIFY(!shown.isEmpty());

  Terminal info({"info", in("evil.h5")}, 120);
  QCOMPARE(info.end(), 0);
  QCOMPARE(faultOf(info), QString());
}

void TestTerminal::theKeyboardCancels_data() {
  QTest::addColumn<QString>("phase");
  QTest::newRow("while scoring") << "score";
}

void TestTerminal::theKeyboardCancels() {
  QFETCH(QString, phase);
  Terminal terminal(slowJob("cancelled.h5"), 80);
  QVERIFY(terminal.waitForBar(phase));
  terminal.type("\x03");
  QCOMPARE(terminal.end(), 130);
  const auto screen = terminal.screen().all();
  QVERIFY2(screen.contains("cancelled"), qPrintable(screen));
  QVERIFY2(terminal.screen().cursorLine().isEmpty(), qPrintable(screen));
}

QTEST_GUILESS_MAIN(TestTerminal)
#include "tst_terminal.moc"
