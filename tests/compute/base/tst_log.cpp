// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Log.hpp"
#include "compute/base/LogFile.hpp"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

using namespace nblast;

namespace {

class Folder {
 public:
  std::filesystem::path file(const char* name = "log.txt") const {
    return std::filesystem::path(folder_.path().toStdString()) / name;
  }

 private:
  QTemporaryDir folder_;
};

QByteArray contentOf(const std::filesystem::path& path) {
  QFile file(QString::fromStdString(path.string()));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArrayList linesOf(const std::filesystem::path& path) {
  auto lines = contentOf(path).split('\n');
  if (!lines.isEmpty() && lines.last().isEmpty()) lines.removeLast();
  return lines;
}

/// What remains of a line after its time.
QByteArray afterTime(const QByteArray& line) {
  return line.mid(line.indexOf(' ') + 1);
}

}  // namespace

class TestLog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cleanup() { setLogSink({}); }
  void withoutASinkNothingHappens();
  void aSinkHearsEveryLineUntilItIsTaken();
  void aSinkThatThrowsDisturbsNobody();
  void threadsSpeakOneAtATime();
  void aLineSaysWhenWhoAndWhat();
  void anEntryStaysOneLine();
  void aVeryLongTextIsCut();
  void aFullFileBecomesTheOldOne();
  void twoFilesAreAllThereIs();
  void severalProcessesShareALog();
  void missingFoldersAreMade();
  void whatCannotBeWrittenIsSaidOnce_data();
  void whatCannotBeWrittenIsSaidOnce();
  void halfALineIsTakenBack();
  void anotherFileStaysAsItIs();
  void theUsualPlaceIsTheStateFolder();
  void askingGoesBeforeTheEnvironment();
  void theSinkIsAFile();
};

void TestLog::withoutASinkNothingHappens() {
  setLogSink({});
  log(LogLevel::Error, "job", "nobody hears this");
  setLogSink([](LogLevel, std::string_view, std::string_view) { QFAIL("not said any more"); });
  setLogSink({});
  log(LogLevel::Error, "job", "nor this");
}

void TestLog::aSinkHearsEveryLineUntilItIsTaken() {
  std::vector<std::string> heard;
  setLogSink([&heard](LogLevel level, std::string_view category, std::string_view text) {
    heard.push_back(std::string(levelName(level)) + "|" + std::string(category) + "|" +
                    std::string(text));
  });
  log(LogLevel::Debug, "engine", "one");
  log(LogLevel::Info, "job", "two");
  log(LogLevel::Warning, "job", "three");
  log(LogLevel::Error, "ui", "four");
  const std::vector<std::string> expected{"debug|engine|one", "info|job|two", "warning|job|three",
                                          "error|ui|four"};
  QCOMPARE(heard, expected);
}

void TestLog::aSinkThatThrowsDisturbsNobody() {
  int calls = 0;
  setLogSink([&calls](LogLevel, std::string_view, std::string_view) {
    ++calls;
    throw std::runtime_error("no");
  });
  log(LogLevel::Info, "job", "one");
  log(LogLevel::Info, "job", "two");
  QCOMPARE(calls, 2);
}

void TestLog::threadsSpeakOneAtATime() {
  int speaking = 0, most = 0, heard = 0;  // no atomics: the sink is called by one at a time
  setLogSink([&](LogLevel, std::string_view, std::string_view) {
    most = std::max(most, ++speaking);
    std::this_thread::yield();
    --speaking;
    ++heard;
  });
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int line = 0; line < 500; ++line)
        log(LogLevel::Info, "job", "line");
    });
  }
  for (auto& thread : threads)
    thread.join();
  QCOMPARE(most, 1);
  QCOMPARE(heard, 2000);
}

void TestLog::aLineSaysWhenWhoAndWhat() {
  const Folder folder;
  const auto before = QDateTime::currentDateTimeUtc().addMSecs(-1);
  LogFile(folder.file()).write(LogLevel::Warning, "engine", "GPU 0 was lost");
  const auto lines = linesOf(folder.file());
  QCOMPARE(lines.size(), 1);
  const auto time = lines[0].left(lines[0].indexOf(' '));
  QVERIFY2(time.endsWith('Z'), time.constData());
  const auto written = QDateTime::fromString(QString::fromLatin1(time), Qt::ISODateWithMs);
  QVERIFY(written >= before && written <= QDateTime::currentDateTimeUtc());
  QCOMPARE(afterTime(lines[0]),
           "[" + QByteArray::number(::getpid()) + "] warning engine: GPU 0 was lost");
}

void TestLog::anEntryStaysOneLine() {
  const Folder folder;
  LogFile file(folder.file());
  file.write(LogLevel::Info, "job\nfake", "one\ntwo\ttab\r\x1b[2J\x7f\xc2\x9b µm \\");
  const auto lines = linesOf(folder.file());
  QCOMPARE(lines.size(), 1);
  QVERIFY2(lines[0].endsWith("info job\\nfake: one\\ntwo\\ttab\\x0d\\x1b[2J\\x7f\\x9b µm \\"),
           lines[0].constData());
}

void TestLog::aVeryLongTextIsCut() {
  const Folder folder;
  LogFile(folder.file()).write(LogLevel::Info, "job", std::string(200'000, 'x'));
  const auto content = contentOf(folder.file());
  QVERIFY(content.size() < 70'000);
  QVERIFY2(content.endsWith("x ... (134464 more bytes)\n"), content.right(60).constData());
}

void TestLog::aFullFileBecomesTheOldOne() {
  const Folder folder;
  LogFile file(folder.file(), {}, 200);
  for (const char* text : {"first", "second", "third", "fourth"})
    file.write(LogLevel::Info, "job", text);  // some 47 bytes each
  QCOMPARE(linesOf(folder.file()).size(), 4);
  QVERIFY(!std::filesystem::exists(folder.file("log.txt.1")));
  file.write(LogLevel::Info, "job", "fifth");
  const auto now = linesOf(folder.file()), old = linesOf(folder.file("log.txt.1"));
  QCOMPARE(now.size(), 1);
  QVERIFY(now[0].endsWith("fifth"));
  QCOMPARE(old.size(), 4);
  QVERIFY(old[0].endsWith("first"));
}

void TestLog::twoFilesAreAllThereIs() {
  const Folder folder;
  LogFile file(folder.file(), {}, 1000);
  for (int i = 0; i < 300; ++i) {
    file.write(LogLevel::Info, "job", "entry " + std::to_string(i));
    QVERIFY(std::filesystem::file_size(folder.file()) <= 1000);
  }
  const auto folderPath = QString::fromStdString(folder.file().parent_path().string());
  QCOMPARE(QDir(folderPath).entryList(QDir::Files), QStringList({"log.txt", "log.txt.1"}));
  // The newest entries are there, without a gap.
  const auto all = linesOf(folder.file("log.txt.1")) + linesOf(folder.file());
  for (int back = 0; back < all.size(); ++back)
    QVERIFY(all[all.size() - 1 - back].endsWith("entry " + QByteArray::number(299 - back)));
  QVERIFY(std::filesystem::file_size(folder.file("log.txt.1")) <= 1000);
}

void TestLog::severalProcessesShareALog() {
  const Folder folder;
  constexpr int kProcesses = 3, kLines = 400;
  std::vector<pid_t> children;
  for (int child = 0; child < kProcesses; ++child) {
    const pid_t id = ::fork();
    QVERIFY(id >= 0);
    if (id == 0) {
      LogFile file(folder.file(), {}, 70'000);  // one change of files on the way
      for (int line = 0; line < kLines; ++line)
        file.write(LogLevel::Info, "job", "line " + std::to_string(line) + std::string(40, 'x'));
      ::_exit(0);
    }
    children.push_back(id);
  }
  for (const pid_t child : children) {
    int status = -1;
    ::waitpid(child, &status, 0);
    QCOMPARE(status, 0);
  }
  static const QRegularExpression kWhole("^\\S{24} \\[(\\d+)\\] info job: line (\\d+)x{40}$");
  std::map<QString, int> next;
  const auto lines = linesOf(folder.file("log.txt.1")) + linesOf(folder.file());
  QVERIFY(std::filesystem::exists(folder.file("log.txt.1")));
  for (const auto& line : lines) {
    const auto match = kWhole.match(QString::fromLatin1(line));
    QVERIFY2(match.hasMatch(), line.constData());
    QCOMPARE(match.captured(2).toInt(), next[match.captured(1)]++);
  }
  QCOMPARE(lines.size(), kProcesses * kLines);
}

void TestLog::missingFoldersAreMade() {
  const Folder folder;
  const auto path = folder.file("state") / "nblast-workbench" / "log.txt";
  LogFile(path).write(LogLevel::Info, "job", "text");
  QCOMPARE(linesOf(path).size(), 1);
}

void TestLog::whatCannotBeWrittenIsSaidOnce_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("why");
  QTest::newRow("a folder") << "."
                            << "Is a directory";
  QTest::newRow("below a file") << "file/log.txt"
                                << "Not a directory";
  QTest::newRow("a name that is too long") << QString(300, 'x') << "File name too long";
}

void TestLog::whatCannotBeWrittenIsSaidOnce() {
  QFETCH(QString, name);
  QFETCH(QString, why);
  const Folder folder;
  LogFile(folder.file("file")).write(LogLevel::Info, "job", "a file");
  std::vector<std::string> said;
  const auto path = folder.file(name.toLocal8Bit().constData());
  LogFile file(path, [&said](const std::string& sentence) { said.push_back(sentence); });
  file.write(LogLevel::Info, "job", "one");
  file.write(LogLevel::Info, "job", "two");
  QCOMPARE(said.size(), std::size_t{1});
  const auto sentence = QString::fromStdString(said[0]);
  QVERIFY2(sentence.contains(why) && sentence.contains(QString::fromStdString(path.string())),
           qPrintable(sentence));
  // Nor does it matter where nobody listens.
  LogFile(path).write(LogLevel::Info, "job", "three");
}

void TestLog::halfALineIsTakenBack() {
  const Folder folder;
  const pid_t child = ::fork();
  QVERIFY(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    LogFile file(folder.file());
    file.write(LogLevel::Info, "job", "fits");
    const rlimit limit{100, 100};  // a disk that is full in the middle of the next line
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(1);
    file.write(LogLevel::Info, "job", std::string(200, 'x'));
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  QCOMPARE(status, 0);
  const auto content = contentOf(folder.file());
  QVERIFY2(content.endsWith("fits\n"), content.constData());
}

void TestLog::anotherFileStaysAsItIs() {
  const Folder folder;
  QFile precious(QString::fromStdString(folder.file("neuron.swc").string()));
  QVERIFY(precious.open(QIODevice::WriteOnly));
  precious.write("# a neuron of three points\n1 1 0 0 0 1 -1\n2 1 0 0 1 1 1\n3 1 0 0 2 1 2\n");
  precious.close();
  const auto before = contentOf(folder.file("neuron.swc"));
  std::string said;
  LogFile(folder.file("neuron.swc"), [&said](const std::string& sentence) {
    said = sentence;
  }).write(LogLevel::Info, "job", "text");
  QCOMPARE(contentOf(folder.file("neuron.swc")), before);
  QVERIFY2(said.find("holds something else than a log") != std::string::npos, said.c_str());
}

void TestLog::theUsualPlaceIsTheStateFolder() {
  const auto home = qgetenv("HOME"), state = qgetenv("XDG_STATE_HOME");
  const bool hadState = qEnvironmentVariableIsSet("XDG_STATE_HOME");
  qputenv("HOME", "/home/ada");
  qunsetenv("XDG_STATE_HOME");
  const auto ofHome = defaultLogPath("nblast-workbench");
  qputenv("XDG_STATE_HOME", "relative");  // to be ignored, says the standard
  const auto ofRelative = defaultLogPath("nblast-workbench");
  qputenv("XDG_STATE_HOME", "/state");
  const auto ofState = defaultLogPath("nblast-workbench");
  qunsetenv("XDG_STATE_HOME");
  qunsetenv("HOME");
  const auto ofNothing = defaultLogPath("nblast-workbench");
  qputenv("HOME", home);
  if (hadState) qputenv("XDG_STATE_HOME", state);
  QCOMPARE(ofHome, std::filesystem::path("/home/ada/.local/state/nblast-workbench/log.txt"));
  QCOMPARE(ofRelative, ofHome);
  QCOMPARE(ofState, std::filesystem::path("/state/nblast-workbench/log.txt"));
  QVERIFY(ofNothing.empty());
}

void TestLog::askingGoesBeforeTheEnvironment() {
  const auto before = qgetenv("NBLAST_LOG");
  const bool had = qEnvironmentVariableIsSet("NBLAST_LOG");
  qputenv("NBLAST_LOG", "/of/the/environment");
  const auto asked = chosenLogPath("/asked", "nblast-workbench");
  const auto none = chosenLogPath("", "nblast-workbench");
  const auto named = chosenLogPath({}, "nblast-workbench");
  qputenv("NBLAST_LOG", "");
  const auto noneNamed = chosenLogPath({}, "nblast-workbench");
  qunsetenv("NBLAST_LOG");
  const auto usual = chosenLogPath({}, "nblast-workbench");
  if (had) qputenv("NBLAST_LOG", before);
  QCOMPARE(asked, std::filesystem::path("/asked"));
  QVERIFY(none.empty());
  QCOMPARE(named, std::filesystem::path("/of/the/environment"));
  QVERIFY(noneNamed.empty());
  QCOMPARE(usual, defaultLogPath("nblast-workbench"));
}

void TestLog::theSinkIsAFile() {
  const Folder folder;
  logToFile(folder.file());
  log(LogLevel::Info, "job", "one");
  logToFile({});
  log(LogLevel::Info, "job", "two");
  const auto lines = linesOf(folder.file());
  QCOMPARE(lines.size(), 1);
  QVERIFY(lines[0].endsWith("one"));
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
