// SPDX-License-Identifier: BSD-3-Clause
// SIGINT, SIGTERM and SIGHUP at random instants: every command ends in order, with exit code 130
// (or had ended before), says what it has left, and leaves nothing else.
#include "tests/compute/scorefile/StoreFixtures.hpp"
#include "tests/scenarios/Program.hpp"

#include <QDir>
#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <signal.h>
#include <unistd.h>

class TestSignals : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void init();
  void atRandomInstants_data();
  void atRandomInstants();
  void whatIsIgnoredStaysIgnored_data();
  void whatIsIgnoredStaysIgnored();
  void theSameSignalTwiceIsOne();

 private:
  QString in(const QString& name) const { return folder_.filePath(name); }
  QStringList outputs() const {
    return QDir(in("out")).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  }
  QString faultOf(const program::Result& result, bool oldFile) const;
  QTemporaryDir folder_;
};

namespace {

constexpr int kTimes = 3;  // of each command

/// Before its first lines a program cannot have said what it does with signals.
bool waitForHandlers(const QProcess& process) {
  constexpr quint64 kOurs =
      (1ULL << (SIGINT - 1)) | (1ULL << (SIGTERM - 1)) | (1ULL << (SIGHUP - 1));
  const auto status = QString("/proc/%1/status").arg(process.processId());
  return QTest::qWaitFor(
      [&] {
        QFile file(status);
        if (!file.open(QIODevice::ReadOnly)) return true;  // it has ended already
        const auto lines = QString::fromLatin1(file.readAll()).split('\n').filter("SigCgt:");
        const auto caught = lines.value(0).section('\t', 1).toULongLong(nullptr, 16);
        return lines.isEmpty() || (caught & kOurs) == kOurs;
      },
      30'000);
}

void sleep_us(qint64 us) {
  ::usleep(static_cast<useconds_t>(us));
}

}  // namespace

void TestSignals::initTestCase() {
  QCOMPARE(program::run({"sample", "-o", in("set"), "--neurons", "70"}).exitCode, 0);
  QCOMPARE(program::run({"sample", "-o", in("few"), "--neurons", "25"}).exitCode, 0);
  QCOMPARE(program::run({"run", in("set"), "-o", in("s.h5")}).exitCode, 0);
  fixtures::Job(1500).writeFile(in("large.h5").toStdString());
}

void TestSignals::init() {
  QDir(in("out")).removeRecursively();
  QVERIFY(QDir().mkpath(in("out")));
}

void TestSignals::atRandomInstants_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<bool>("oldFile");
  const QStringList run{"run", in("set"), "--no-geometry", "-o", in("out/s.h5")};
  QTest::newRow("run") << run << false;
  QTest::newRow("run over an old file") << run + QStringList{"--overwrite"} << true;
  QTest::newRow("run, sparse") << run + QStringList{"--sparse-above", "0.2"} << false;
  QTest::newRow("run, sparse over an old file")
      << run + QStringList{"--top", "3", "--overwrite"} << true;
  QTest::newRow("run, both") << run + QStringList{"--target", in("set"), "--both"} << false;
  QTest::newRow("run, simulated GPUs")
      << QStringList{"run", in("few"), "-o", in("out/s.h5"), "--engine", "cuda-host"} << false;
  QTest::newRow("export") << QStringList{"export", in("large.h5"), "-o", in("out/s.csv")} << false;
  QTest::newRow("verify") << QStringList{"verify", in("s.h5"), "--pairs", "600"} << false;
  QTest::newRow("sample") << QStringList{"sample", "--neurons", "400", "-o", in("out/set")}
                          << false;
  QTest::newRow("plan") << QStringList{"plan", in("set"), "--top", "5"} << false;
  QTest::newRow("info") << QStringList{"info", in("set")} << false;
}

/// What a cancelled command has left must be what it says.
QString TestSignals::faultOf(const program::Result& result, bool oldFile) const {
  if (!result.err.contains("cancelled")) return "it does not say that it was cancelled";
  auto left = outputs();
  if (left.contains("s.h5")) {
    left.removeAll("s.h5");
    if (oldFile && result.err.contains("s.h5 is as it was before.")) {
      if (QFile(in("out/s.h5")).size() != 14) return "the old file is not as it was";
    } else {
      const auto file = nblast::ScoreFile::open(in("out/s.h5").toStdString());
      const auto blocks = file->completeness();
      if (blocks.finishedBlocks == 0) return "a file without a score";
      if (file->damagedBlocks() != 0) return "a damaged block";
      const auto said =
          QString("%1 of %2 blocks are in").arg(blocks.finishedBlocks).arg(blocks.blocks);
      if (!file->isSparse() && !result.err.contains(said)) return "it should say: " + said;
    }
  } else if (oldFile) {
    return "the old file is gone";
  }
  return left.isEmpty() ? QString() : "left behind: " + left.join(", ");
}

void TestSignals::atRandomInstants() {
  QFETCH(QStringList, arguments);
  QFETCH(bool, oldFile);
  const auto prepare = [&] {
    init();
    QFile old(in("out/s.h5"));
    if (oldFile && old.open(QIODevice::WriteOnly)) old.write("the old scores");
  };
  // How long it takes when nothing happens; the instants lie within.
  prepare();
  QElapsedTimer timer;
  timer.start();
  QCOMPARE(program::run(arguments).exitCode, 0);
  const auto whole_us = timer.nsecsElapsed() / 1000;

  const auto seed = QRandomGenerator::global()->generate();
  QRandomGenerator random(seed);
  qInfo("seed %u, of %lld ms", seed, static_cast<long long>(whole_us / 1000));
  int cancelled = 0;
  for (int i = 0; i < kTimes; ++i) {
    const int signal = std::array{SIGINT, SIGTERM, SIGHUP}[static_cast<std::size_t>(i % 3)];
    prepare();
    QProcess process;
    program::start(process, arguments);
    QVERIFY(process.waitForStarted());
    QVERIFY(waitForHandlers(process));
    const auto id = static_cast<pid_t>(process.processId());
    if (id == 0) continue;  // it was faster still
    const auto delay_us = static_cast<qint64>(random.bounded(1.0) * static_cast<double>(whole_us));
    sleep_us(delay_us);
    ::kill(id, signal);  // it is there, if only as a zombie: nobody has asked for its end yet
    const auto result = program::end(process);
    const auto context = QString("signal %1 after %2 µs, seed %3: exit %4, %5")
                             .arg(signal)
                             .arg(delay_us)
                             .arg(seed)
                             .arg(result.exitCode)
                             .arg(result.err);
    if (result.exitCode == 0) continue;  // it was faster
    QVERIFY2(result.exitCode == 130, qPrintable(context));
    ++cancelled;
    const auto fault = faultOf(result, oldFile);
    QVERIFY2(fault.isEmpty(), qPrintable(fault + ": " + context));
  }
  qInfo("cancelled %d times of %d", cancelled, kTimes);
}

void TestSignals::whatIsIgnoredStaysIgnored_data() {
  QTest::addColumn<int>("number");
  QTest::newRow("SIGHUP, as under nohup") << SIGHUP;
  QTest::newRow("SIGINT, as in a script's background") << SIGINT;
}

void TestSignals::whatIsIgnoredStaysIgnored() {
  QFETCH(int, number);
  QProcess process;
  program::start(process, {"run", in("set"), "-o", in("out/s.h5"), "--engine", "reference"},
                 [number] { ::signal(number, SIG_IGN); });
  QVERIFY(process.waitForStarted());
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(in("out/s.h5")), 60'000);
  const auto id = static_cast<pid_t>(process.processId());
  ::kill(id, number);
  QVERIFY2(!process.waitForFinished(100), "it has ended");
  ::kill(id, SIGTERM);
  QCOMPARE(program::end(process).exitCode, 130);
}

/// Some senders reach a process by itself and with its group.
void TestSignals::theSameSignalTwiceIsOne() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    init();
    QProcess process;
    program::start(process, {"run", in("set"), "-o", in("out/s.h5"), "--engine", "reference"});
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(in("out/s.h5")), 60'000);
    const auto id = static_cast<pid_t>(process.processId());
    ::kill(id, number);
    ::kill(id, number);
    const auto result = program::end(process);
    QCOMPARE(result.exitCode, 130);
    QCOMPARE(faultOf(result, false), QString());
  }
}

QTEST_GUILESS_MAIN(TestSignals)
#include "tst_signals.moc"
