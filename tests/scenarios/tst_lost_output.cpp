// SPDX-License-Identifier: BSD-3-Clause
// What becomes of a command whose stdout or stderr goes nowhere: a job goes on and ends with its
// own exit code; a command whose product is its output says in one sentence that it was lost.
#include "tests/scenarios/Program.hpp"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

class TestLostOutput : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void everyCommand_data();
  void everyCommand();
  void aReaderThatHasReadEnough_data();
  void aReaderThatHasReadEnough();
  void closedStreamsTakeNoFile_data();
  void closedStreamsTakeNoFile();
  void theSecondControlCEndsAtOnce();

 private:
  QString in(const QString& name) const { return folder_.filePath(name); }
  /// The commands, each with a new output, and whether its product is what it prints.
  void addCommands(const std::function<void(const char* name, const QStringList& arguments,
                                            bool productIsText)>& add) const;
  QTemporaryDir folder_;
};

namespace {

enum class Loss { StdoutClosed, StdoutFull, StderrClosed, StderrFull, StdinClosed, AllClosed };

void lose(Loss what) {
  const auto full = [](int stream) {
    const int device = ::open("/dev/full", O_WRONLY);
    ::dup2(device, stream);
    ::close(device);
  };
  switch (what) {
    case Loss::StdoutClosed:
      ::close(1);
      break;
    case Loss::StdoutFull:
      full(1);
      break;
    case Loss::StderrClosed:
      ::close(2);
      break;
    case Loss::StderrFull:
      full(2);
      break;
    case Loss::StdinClosed:
      ::close(0);
      break;
    case Loss::AllClosed:
      for (const int stream : {0, 1, 2})
        ::close(stream);
      break;
  }
}

}  // namespace

void TestLostOutput::initTestCase() {
  QCOMPARE(program::run({"sample", "-o", in("set"), "--neurons", "10"}).exitCode, 0);
  QCOMPARE(program::run({"run", in("set"), "-o", in("s.h5")}).exitCode, 0);
  // Enough text to fill any pipe.
  QCOMPARE(program::run({"sample", "-o", in("many"), "--neurons", "3000"}).exitCode, 0);
}

void TestLostOutput::addCommands(
    const std::function<void(const char*, const QStringList&, bool)>& add) const {
  const auto query = QDir(in("set/swc")).entryList(QDir::Files).value(0).section('.', 0, 0);
  const auto run = [this](const char* output, const QStringList& more) {
    return QStringList{"run", in("set"), "--overwrite", "-o", in(output)} + more;
  };
  add("run", run("run.h5", {}), false);
  add("run, json", run("json.h5", {"--progress", "json"}), false);
  add("run, sparse, json", run("sparse.h5", {"--progress", "json", "--top", "2"}), false);
  add("export", {"export", in("s.h5"), "--overwrite", "-o", in("s.csv")}, false);
  add("verify", {"verify", in("s.h5")}, false);
  add("sample", {"sample", "--neurons", "5", "-o", in("sampled")}, false);
  add("plan", {"plan", in("set")}, true);
  add("plan, json", {"plan", in("set"), "--json"}, true);
  add("info of neurons", {"info", in("set")}, true);
  add("info of scores", {"info", in("s.h5"), "--json"}, true);
  add("matches", {"matches", in("s.h5"), "--query", query}, true);
  add("matches, json", {"matches", in("s.h5"), "--query", query, "--json"}, true);
  add("verify, json", {"verify", in("s.h5"), "--json"}, true);
  add("devices", {"devices"}, true);
  add("devices, json", {"devices", "--json"}, true);
  add("help", {"--help"}, true);
  add("version", {"--version"}, true);
}

void TestLostOutput::everyCommand_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("loss");
  QTest::addColumn<int>("exitCode");
  const std::pair<Loss, const char*> losses[] = {
      {Loss::StdoutClosed, "stdout closed"}, {Loss::StdoutFull, "stdout full"},
      {Loss::StderrClosed, "stderr closed"}, {Loss::StderrFull, "stderr full"},
      {Loss::StdinClosed, "stdin closed"},   {Loss::AllClosed, "all closed"}};
  for (const auto& [loss, how] : losses) {
    const bool losesText =
        loss == Loss::StdoutClosed || loss == Loss::StdoutFull || loss == Loss::AllClosed;
    addCommands([&, l = loss, h = how](const char* name, const QStringList& arguments, bool text) {
      QTest::addRow("%s, %s", name, h)
          << arguments << static_cast<int>(l) << (text && losesText ? 1 : 0);
    });
  }
}

void TestLostOutput::everyCommand() {
  QFETCH(QStringList, arguments);
  QFETCH(int, loss);
  QFETCH(int, exitCode);
  QDir(in("sampled")).removeRecursively();
  const auto result = program::run(arguments, [loss] { lose(static_cast<Loss>(loss)); });
  QCOMPARE(result.exitCode, exitCode);
  const auto lines = result.err.split('\n', Qt::SkipEmptyParts);
  const auto lost = lines.filter("nblast: the output could not be written: ");
  const bool stderrIsThere =
      loss == static_cast<int>(Loss::StdoutClosed) || loss == static_cast<int>(Loss::StdoutFull);
  QVERIFY2(lost.size() == (exitCode == 1 && stderrIsThere ? 1 : 0), qPrintable(result.err));
  // A job has done its work all the same.
  const auto at = arguments.indexOf("-o");
  if (at < 0) return;
  QVERIFY(QFileInfo::exists(arguments[at + 1]));
  if (arguments[at + 1].endsWith(".h5")) {
    const auto info = program::run({"verify", arguments[at + 1]});
    QVERIFY2(info.exitCode == 0 && info.out.contains("good"), qPrintable(info.err + info.out));
  }
}

void TestLostOutput::aReaderThatHasReadEnough_data() {
  QTest::addColumn<QStringList>("arguments");
  addCommands([](const char* name, const QStringList& arguments, bool) {
    QTest::newRow(name) << arguments;
  });
  QTest::newRow("much text") << QStringList{"info", in("many"), "--json"};
  QTest::newRow("a long job") << QStringList{"run",      in("set"),   "--overwrite",
                                             "--engine", "reference", "--progress",
                                             "json",     "-o",        in("long.h5")};
}

/// As `nblast ... | head -1` does. Quiet, and with the exit code of the command itself.
void TestLostOutput::aReaderThatHasReadEnough() {
  QFETCH(QStringList, arguments);
  QDir(in("sampled")).removeRecursively();
  QProcess process;
  program::start(process, arguments);
  while (process.state() != QProcess::NotRunning && !process.canReadLine())
    process.waitForReadyRead(1000);
  process.closeReadChannel(QProcess::StandardOutput);
  const auto result = program::end(process);
  QCOMPARE(result.exitCode, 0);
  QVERIFY2(!result.err.contains("could not be written"), qPrintable(result.err));
}

void TestLostOutput::closedStreamsTakeNoFile_data() {
  QTest::addColumn<int>("loss");
  QTest::newRow("stdin") << static_cast<int>(Loss::StdinClosed);
  QTest::newRow("stdout") << static_cast<int>(Loss::StdoutClosed);
  QTest::newRow("stderr") << static_cast<int>(Loss::StderrClosed);
  QTest::newRow("all") << static_cast<int>(Loss::AllClosed);
}

/// The first file that is opened takes the lowest number that is free: what is meant for stdout
/// must not end up in the scores.
void TestLostOutput::closedStreamsTakeNoFile() {
  QFETCH(int, loss);
  const auto broken = in("set-with-a-broken-one");
  QDir().mkpath(broken);
  const auto names = QDir(in("set/swc")).entryList(QDir::Files);
  for (const auto& name : names)
    QFile::copy(in("set/swc/" + name), broken + "/" + name);
  QFile bad(broken + "/bad.swc");
  QVERIFY(bad.open(QIODevice::WriteOnly));
  bad.write("1 0 nonsense\n");
  bad.close();
  const QStringList job{"run",  broken, "--engine",      "cpu",         "--progress",
                        "json", "-o",   in("closed.h5"), "--overwrite", "--no-geometry"};
  const auto result = program::run(job, [loss] { lose(static_cast<Loss>(loss)); });
  QCOMPARE(result.exitCode, 3);
  QFile file(in("closed.h5"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const auto bytes = file.readAll();
  QVERIFY(!bytes.contains("\"event\""));
  QVERIFY(!bytes.contains("left out: "));
}

/// Its output is read by nobody, so that the program cannot even hear of the first one.
void TestLostOutput::theSecondControlCEndsAtOnce() {
  int pipe[2];
  QCOMPARE(::pipe(pipe), 0);
  QProcess process;
  process.setChildProcessModifier([&pipe] {
    ::dup2(pipe[1], 1);
    ::close(pipe[0]);
    ::close(pipe[1]);
  });
  process.start(NBLAST_BIN_DIR "/nblast", {"info", in("many"), "--json"});
  QVERIFY(process.waitForStarted());
  ::close(pipe[1]);
  char byte = 0;
  QCOMPARE(::read(pipe[0], &byte, 1), ssize_t(1));  // it is writing now, and will soon be stuck
  const auto id = static_cast<pid_t>(process.processId());
  ::kill(id, SIGINT);
  QVERIFY2(!process.waitForFinished(500), "it was not stuck");
  ::kill(id, SIGINT);
  QVERIFY(process.waitForFinished(30'000));
  ::close(pipe[0]);
  QCOMPARE(process.exitStatus(), QProcess::CrashExit);  // killed by the signal
}

QTEST_GUILESS_MAIN(TestLostOutput)
#include "tst_lost_output.moc"
