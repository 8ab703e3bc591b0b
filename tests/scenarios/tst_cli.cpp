// SPDX-License-Identifier: BSD-3-Clause
// The nblast program as a user runs it: exit codes, messages, JSON, files.
#include "tests/scenarios/Program.hpp"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace {

using program::Result;

Result nblast(const QStringList& arguments, const QString& folder = {}) {
  QProcess process;
  process.setWorkingDirectory(folder);
  program::start(process, arguments);
  return program::end(process);
}

using Matrix = QHash<QString, QHash<QString, double>>;

Matrix readMatrix(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) return {};
  const auto columns = QString(file.readLine()).trimmed().split(',');
  Matrix matrix;
  while (!file.atEnd()) {
    const auto cells = QString(file.readLine()).trimmed().split(',');
    for (int c = 1; c < cells.size(); ++c)
      matrix[cells[0]][columns[c]] = cells[c].toDouble();
  }
  return matrix;
}

/// Differences between two matrices by name, sorted; empty if a name is missing.
QVector<double> differences(const Matrix& got, const Matrix& expected) {
  QVector<double> all;
  for (auto row = expected.begin(); row != expected.end(); ++row) {
    for (auto cell = row->begin(); cell != row->end(); ++cell) {
      if (!got.contains(row.key()) || !got[row.key()].contains(cell.key())) return {};
      all.append(std::abs(got[row.key()][cell.key()] - cell.value()));
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

class TestCli : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void usageErrorsExitWithTwo_data();
  void usageErrorsExitWithTwo();
  void jsonProgressEndsWithDone();
  void anExistingFileIsRefused();
  void matchesAreRanked();
  void infoTellsSetsAndScores();
  void sparseFilesTellTheirLimits();
  void planStartsNothing();
  void planIsOneObject_data();
  void planIsOneObject();
  void anExistingTableIsRefused();
  void verifySaysThatThereIsNothing();
  void wildNumbersAreAnswered_data();
  void wildNumbersAreAnswered();
  void memoryAndGpusAreLimited();
  void simulatedGpusScoreTheSame();
  void whatIsDoneIsLogged_data();
  void whatIsDoneIsLogged();
  void aLogThatCannotBeWrittenIsSaidOnce();
  void devicesNamesTheCpu();
  void theSameSeedGrowsTheSameSample();
  void awkwardFilesAreNamedAndTheRestIsScored();
  void bothDirectionsOfQueriesAndTargets();
  void verifyFindsWhatWasAltered();
  void verifyNeedsGeometry();
  void agreesWithTheReference_data();
  void agreesWithTheReference();

 private:
  QString inFolder(const QString& name) const { return folder_.filePath(name); }
  QTemporaryDir folder_;
};

void TestCli::initTestCase() {
  const auto sample =
      nblast({"sample", "-o", inFolder("sample"), "--neurons", "24", "--seed", "3"});
  QVERIFY2(sample.exitCode == 0, qPrintable(sample.err));
  const auto run = nblast({"run", inFolder("sample"), "-o", inFolder("s.h5")});
  QVERIFY2(run.exitCode == 0, qPrintable(run.err));
  const auto oneWay = nblast({"run", inFolder("sample/swc"), "--target", inFolder("sample/swc"),
                              "-o", inFolder("one-way.h5")});
  QVERIFY2(oneWay.exitCode == 0, qPrintable(oneWay.err));
}

void TestCli::usageErrorsExitWithTwo_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QString>("fragment");
  QTest::newRow("no command") << QStringList{} << "subcommand";
  QTest::newRow("unknown flag") << QStringList{"run", "x", "-o", "y", "--quick"} << "--quick";
  QTest::newRow("no such input") << QStringList{"run", "nowhere.swc", "-o", "y.h5"}
                                 << "nowhere.swc";
  QTest::newRow("no length unit") << QStringList{"run", "sample", "-o", "y.h5", "--units", "ell"}
                                  << "no length unit";
  QTest::newRow("k of one") << QStringList{"run", "sample", "-o", "y.h5", "--k", "1"} << "k is 1";
  QTest::newRow("unknown engine") << QStringList{"run",  "sample",   "-o",
                                                 "y.h5", "--engine", "quantum"}
                                  << "quantum";
  QTest::newRow("no such folder") << QStringList{"run", "sample", "-o", "nowhere/y.h5"}
                                  << "nowhere";
  QTest::newRow("not a score file")
      << QStringList{"matches", "sample/metadata.csv", "--query", "x"} << "metadata.csv";
  QTest::newRow("unknown query") << QStringList{"matches", "s.h5", "--query", "nobody"} << "nobody";
  QTest::newRow("no such score table")
      << QStringList{"run", "sample", "-o", "y.h5", "--table", "nowhere.csv"} << "nowhere.csv";
  QTest::newRow("a table that does not parse")
      << QStringList{"run", "sample", "-o", "y.h5", "--table", "sample/metadata.csv"}
      << "metadata.csv:1: ";
  QTest::newRow("no such edges") << QStringList{"run", "sample", "-o", "y.h5", "--edges", "right"}
                                 << "--edges";
  QTest::newRow("a bound on the last edge")
      << QStringList{"run", "sample", "-o", "y.h5", "--max-distance", "40"} << "far points as good";
  QTest::newRow("a bound that is no number")
      << QStringList{"run", "sample", "-o", "y.h5", "--max-distance", "near"} << "--max-distance";
  QTest::newRow("automatic bound of v1")
      << QStringList{"run", "sample", "-o", "y.h5", "--table", "v1", "--max-distance", "auto"}
      << "No distance bound follows from v1";
  QTest::newRow("verify what is no score file")
      << QStringList{"verify", "sample/metadata.csv"} << "metadata.csv";
  QTest::newRow("verify nothing") << QStringList{"verify", "s.h5", "--pairs", "0"} << "--pairs";
  QTest::newRow("a direction that is not there")
      << QStringList{"matches", "one-way.h5", "--query", "x", "--direction", "mean"} << "--both";
  QTest::newRow("unknown table format")
      << QStringList{"export", "s.h5", "-o", "s.xlsx"} << "s.xlsx";
}

void TestCli::usageErrorsExitWithTwo() {
  QFETCH(QStringList, arguments);
  QFETCH(QString, fragment);
  const auto result = nblast(arguments, folder_.path());
  QCOMPARE(result.exitCode, 2);
  QVERIFY2((result.err + result.out).contains(fragment), qPrintable(result.err + result.out));
  QVERIFY(!QFile::exists(inFolder("y.h5")));
}

void TestCli::jsonProgressEndsWithDone() {
  const auto result = nblast({"run", inFolder("sample"), "-o", inFolder("json.h5"), "--progress",
                              "json", "--engine", "cpu", "--threads", "1"});
  QCOMPARE(result.exitCode, 0);
  const auto lines = result.out.trimmed().split('\n');
  for (const auto& line : lines)
    QVERIFY2(QJsonDocument::fromJson(line.toUtf8()).isObject(), qPrintable(line));
  const auto done = QJsonDocument::fromJson(lines.last().toUtf8()).object();
  QCOMPARE(done["event"].toString(), "done");
  QCOMPARE(done["pairs"].toInt(), 24 * 24);
  QCOMPARE(done["engine"].toString(), "cpu");
  QCOMPARE(done["threads"].toInt(), 1);
  QVERIFY(done["point_queries"].toInteger() > 24 * 24 * 50);
  for (const char* phase : {"load", "prepare", "score", "write"})
    QVERIFY(done["seconds"][phase].toDouble(-1) >= 0);
  QVERIFY(done["peak_host_bytes"].toInteger() > 1'000'000);
}

void TestCli::anExistingFileIsRefused() {
  const auto before = QFile(inFolder("s.h5")).size();
  const auto refused = nblast({"run", inFolder("sample"), "-o", inFolder("s.h5")});
  QCOMPARE(refused.exitCode, 2);
  QVERIFY(refused.err.contains("--overwrite"));
  QCOMPARE(QFile(inFolder("s.h5")).size(), before);
  QCOMPARE(nblast({"run", inFolder("sample"), "-o", inFolder("s.h5"), "--overwrite"}).exitCode, 0);
}

void TestCli::matchesAreRanked() {
  const auto info =
      QJsonDocument::fromJson(nblast({"info", inFolder("s.h5"), "--json"}).out.toUtf8()).object();
  const auto query = info["queries"]["names"][0].toString();
  const auto result =
      nblast({"matches", inFolder("s.h5"), "--query", query, "--top", "5", "--json"});
  QCOMPARE(result.exitCode, 0);
  const auto matches = QJsonDocument::fromJson(result.out.toUtf8()).array();
  QCOMPARE(matches.size(), 5);
  double last = 2;
  for (const auto& match : matches) {
    QVERIFY(match.toObject()["target"].toString() != query);
    QVERIFY(match.toObject()["forward"].toDouble() <= last);
    last = match.toObject()["forward"].toDouble();
  }
  // The sample's point: a neuron's best match is of its own type (the name's first part).
  QCOMPARE(matches[0].toObject()["target"].toString().section('_', 0, 0), query.section('_', 0, 0));
}

void TestCli::infoTellsSetsAndScores() {
  const auto set = nblast({"info", inFolder("sample")});
  QCOMPARE(set.exitCode, 0);
  QVERIFY2(set.out.contains("24 neurons") && set.out.contains("um"), qPrintable(set.out));
  const auto scores = nblast({"info", inFolder("s.h5")});
  QVERIFY2(scores.out.contains("all against all") && scores.out.contains("finished"),
           qPrintable(scores.out));
}

void TestCli::sparseFilesTellTheirLimits() {
  const QStringList words{"run",
                          inFolder("sample"),
                          "-o",
                          inFolder("sparse.h5"),
                          "--overwrite",
                          "--sparse-above",
                          "0.25",
                          "--top",
                          "2"};
  const auto run = nblast(words);
  QVERIFY2(run.exitCode == 0, qPrintable(run.err));
  const auto json = nblast(words + QStringList{"--progress", "json"});
  const auto done =
      QJsonDocument::fromJson(json.out.trimmed().split('\n').last().toUtf8()).object();
  const auto kept = done["pairs_kept"].toInt(), scored = done["pairs_scored"].toInt();
  QVERIFY(kept >= 24 * 3 && kept < 24 * 24);
  QVERIFY2(scored >= kept - 24 && scored < 24 * 23, qPrintable(json.out));
  QCOMPARE(done["pairs"].toInt(), scored);
  QCOMPARE(done["pairs_in_all"].toInt(), 24 * 24);
  QVERIFY2(run.err.contains(QString("of 576 pairs %1 were scored (").arg(scored)) &&
               run.err.contains(QString(" and %1 kept (").arg(kept)),
           qPrintable(run.err));

  const auto info = nblast({"info", inFolder("sparse.h5")}).out;
  QVERIFY2(info.contains("scores of at least 0.25, and each query's 2 best"), qPrintable(info));
  QVERIFY2(info.contains("complete   yes"), qPrintable(info));
  QVERIFY2(info.contains(QString("%1 of 576 pairs (%2 %)").arg(kept).arg(kept / 5.76, 0, 'g', 3)),
           qPrintable(info));
  QVERIFY2(info.contains(QString("%1 pairs (").arg(scored)), qPrintable(info));
  const auto told =
      QJsonDocument::fromJson(nblast({"info", inFolder("sparse.h5"), "--json"}).out.toUtf8())
          .object()["sparse"]
          .toObject();
  QCOMPARE(told["threshold"].toDouble(), 0.25);
  QCOMPARE(told["top"].toInt(), 2);
  QCOMPARE(told["complete"].toBool(), true);
  QCOMPARE(told["pairs_in_all"].toInt(), 576);
  QCOMPARE(told["pairs_kept"].toInt(), kept);
  QCOMPARE(told["pairs_scored"].toInt(), scored);
  const auto dense =
      QJsonDocument::fromJson(nblast({"info", inFolder("s.h5"), "--json"}).out.toUtf8()).object();
  QVERIFY(dense.contains("sparse") && dense["sparse"].isNull());
}

void TestCli::planStartsNothing() {
  const auto plan = nblast({"plan", inFolder("sample"), "-o", inFolder("planned.h5")});
  QCOMPARE(plan.exitCode, 0);
  QVERIFY(plan.out.contains("576 (24 queries × 24 targets)"));
  QVERIFY(!plan.out.contains("kept"));
  const auto sparse =
      nblast({"plan", inFolder("sample"), "-o", inFolder("planned.h5"), "--top", "2"});
  QVERIFY2(sparse.out.contains("kept           at most about 72 pairs (12.5 %)"),
           qPrintable(sparse.out));
  QVERIFY(sparse.out.contains("score file     at most about "));
  QVERIFY(!QFile::exists(inFolder("planned.h5")));
}

void TestCli::planIsOneObject_data() {
  QTest::addColumn<QStringList>("more");
  QTest::addColumn<bool>("sparse");
  QTest::newRow("dense") << QStringList{} << false;
  QTest::newRow("sparse") << QStringList{"--top", "2"} << true;
}

void TestCli::planIsOneObject() {
  QFETCH(QStringList, more);
  QFETCH(bool, sparse);
  const QStringList job = QStringList{inFolder("sample"), "--engine", "cpu"} + more;
  const auto plan = nblast(QStringList{"plan", "--json"} + job);
  QCOMPARE(plan.exitCode, 0);
  QCOMPARE(plan.out.count('\n'), 1);
  const auto object = QJsonDocument::fromJson(plan.out.toUtf8()).object();
  QCOMPARE(object["event"].toString(), "plan");
  for (const char* number : {"queries", "targets", "blocks", "threads", "pairs", "point_queries",
                             "file_bytes", "host_bytes", "seconds"})
    QVERIFY2(object[number].isDouble() && object[number].toDouble() > 0, number);
  QCOMPARE(object["pairs"].toInt(), 576);
  QVERIFY(object["devices"].isArray());
  for (const char* name : {"kept_pairs", "scored_pairs"}) {
    QVERIFY2(object.contains(name), name);
    QVERIFY2(sparse ? object[name].toInt() > 0 : object[name].isNull(), name);
  }
  // The same object begins a job's lines, whatever the job did before.
  const auto run = nblast(QStringList{"run", "--progress", "json", "--overwrite", "-o",
                                      inFolder("planned-and-run.h5")} +
                          job);
  QCOMPARE(run.exitCode, 0);
  const auto lines = run.out.trimmed().split('\n');
  const auto first = QJsonDocument::fromJson(lines.first().toUtf8()).object();
  QCOMPARE(first.keys(), object.keys());
  for (const char* name : {"event", "pairs", "point_queries", "file_bytes", "kept_pairs"})
    QCOMPARE(first[name], object[name]);
  QStringList phases;
  for (const auto& line : lines.mid(1)) {
    const auto progress = QJsonDocument::fromJson(line.toUtf8()).object();
    if (progress["event"].toString() != "progress") continue;
    QVERIFY(progress["done"].toInt() <= progress["total"].toInt());
    if (!phases.endsWith(progress["phase"].toString())) phases += progress["phase"].toString();
  }
  QCOMPARE(phases.mid(0, 4), (QStringList{"load", "tangents", "prepare", "score"}));
  const auto last = QJsonDocument::fromJson(lines.last().toUtf8()).object();
  QCOMPARE(last["file"].toString(), inFolder("planned-and-run.h5"));
  QVERIFY(last["finished_blocks"].toInt() > 0 && last["finished_blocks"] == last["blocks"]);
}

void TestCli::anExistingTableIsRefused() {
  const auto table = inFolder("table.csv");
  const QStringList words{"export", inFolder("s.h5"), "-o", table};
  QCOMPARE(nblast(words).exitCode, 0);
  QFile file(table);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("mine");
  file.close();
  const auto refused = nblast(words);
  QCOMPARE(refused.exitCode, 2);
  QVERIFY2(refused.err.contains("table.csv: exists already") && refused.err.contains("--overwrite"),
           qPrintable(refused.err));
  QCOMPARE(file.size(), 4);
  QCOMPARE(nblast(words + QStringList{"--overwrite"}).exitCode, 0);
  QVERIFY(file.size() > 576);
}

/// A job that was killed before its first block.
void TestCli::verifySaysThatThereIsNothing() {
  QCOMPARE(nblast({"sample", "-o", inFolder("many"), "--neurons", "150"}).exitCode, 0);
  QProcess process;
  process.start(NBLAST_BIN_DIR "/nblast", {"run", inFolder("many"), "-o", inFolder("killed.h5"),
                                           "--sparse-above", "0.1", "--engine", "reference"});
  QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(inFolder("killed.h5")), 60'000);
  process.kill();
  QVERIFY(process.waitForFinished());
  const auto text = nblast({"verify", inFolder("killed.h5")});
  QCOMPARE(text.exitCode, 1);
  QVERIFY2(text.out.contains("NOTHING TO COMPARE"), qPrintable(text.out));
  QVERIFY(!text.out.contains("good") && !text.out.contains("all right"));
  const auto json = nblast({"verify", inFolder("killed.h5"), "--json"});
  QCOMPARE(json.exitCode, 1);
  const auto object = QJsonDocument::fromJson(json.out.toUtf8()).object();
  QCOMPARE(object["good"].toBool(true), false);
  QCOMPARE(object["finished_blocks"].toInt(-1), 0);
  QVERIFY(object["worst"].isNull());
}

void TestCli::wildNumbersAreAnswered_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("exitCode");
  const QStringList plan{"plan", inFolder("sample/swc"), "--engine", "cpu"};
  const auto row = [&](const QStringList& command, const char* flag, const char* value, int code) {
    QTest::addRow("%s %s %s", qPrintable(command.first()), flag, value)
        << command + QStringList{flag, value} << code;
  };
  const char* huge = "7000000000000000000";
  const char* tooLarge = "99999999999999999999999";
  row(plan, "--k", "0", 2);
  row(plan, "--k", "-3", 2);
  row(plan, "--k", "1", 2);
  row(plan, "--k", huge, 2);
  row(plan, "--k", "5.5", 2);
  row(plan, "--top", huge, 0);
  row(plan, "--top", "0", 2);
  row(plan, "--top", "-1", 2);
  row(plan, "--top", tooLarge, 2);
  row(plan, "--sparse-above", "1e308", 0);
  row(plan, "--sparse-above", "-1e308", 0);
  row(plan, "--sparse-above", "nan", 2);
  row(plan, "--sparse-above", "inf", 2);
  row(plan, "--threads", "2000000000", 2);
  row(plan, "--threads", "-1", 2);
  row(plan, "--memory", "1e300", 2);
  row(plan, "--memory", "nan", 2);
  row(plan, "--max-distance", "1e300", 0);
  row(plan, "--max-distance", "inf", 2);
  row(plan, "--max-distance", "-5", 2);
  row(plan, "--units", "1e300 nm", 2);
  row(plan, "--units", "0 nm", 2);
  row(plan, "--units", "nan nm", 2);
  row(plan, "--table", "v1:0", 2);
  row(plan, "--table", "v1:nan", 2);
  const QStringList run{"run", inFolder("sample/swc"), "--overwrite", "-o", inFolder("wild.h5")};
  row(run, "--top", huge, 0);
  row(run, "--sparse-above", "-1e308", 0);
  row(run, "--sparse-above", "1e308", 0);
  const QStringList matches{"matches", inFolder("s.h5"), "--query", "nobody"};
  row(matches, "--top", huge, 2);
  row(matches, "--top", "-1", 2);
  const QStringList exported{"export", inFolder("s.h5"), "--overwrite", "-o", inFolder("wild.csv")};
  row(exported, "--top", huge, 0);
  row(exported, "--top", "0", 2);
  row(exported, "--above", "nan", 2);
  row(exported, "--above", "1e308", 0);
  const QStringList verify{"verify", inFolder("s.h5")};
  row(verify, "--pairs", huge, 0);
  row(verify, "--pairs", "-1", 2);
  row(verify, "--seed", tooLarge, 2);
  const QStringList sample{"sample", "-o", inFolder("wild")};
  row(sample, "--neurons", huge, 2);
  row(sample, "--neurons", "0", 2);
}

/// With an exit code of the program's own and one sentence, not with a crash.
void TestCli::wildNumbersAreAnswered() {
  QFETCH(QStringList, arguments);
  QFETCH(int, exitCode);
  const auto result = nblast(arguments);
  QVERIFY2(result.exitCode == exitCode,
           qPrintable(QString("exit %1: %2").arg(result.exitCode).arg(result.err)));
  if (exitCode == 2) QVERIFY(!result.err.isEmpty() && !QFile::exists(inFolder("wild")));
}

void TestCli::memoryAndGpusAreLimited() {
  const auto plan = [this](const QStringList& more) {
    return nblast(QStringList{"plan", inFolder("sample"), "--engine", "cpu"} + more);
  };
  QCOMPARE(plan({"--memory", "4"}).exitCode, 0);
  const auto little = plan({"--memory", "0.0001"});
  QCOMPARE(little.exitCode, 2);
  QVERIFY2(little.err.contains("this machine's memory"), qPrintable(little.err));
  QCOMPARE(plan({"--memory", "0"}).exitCode, 2);
  const auto wrong = plan({"--gpus", "0;1"});
  QCOMPARE(wrong.exitCode, 2);
  QVERIFY2(wrong.err.contains("--gpus: 0;1: write the numbers that"), qPrintable(wrong.err));
  QVERIFY2(plan({"--gpus", "0,1"}).err.contains("the engine cpu uses none"), "no GPUs for the CPU");
}

void TestCli::simulatedGpusScoreTheSame() {
  const auto scored = [this](const QString& name, const QStringList& more) {
    const auto file = inFolder(name + ".h5"), table = inFolder(name + ".csv");
    const auto run = nblast(
        QStringList{"run", inFolder("sample"), "-o", file, "--progress", "json", "--units", "um"} +
        more);
    const auto done = QJsonDocument::fromJson(run.out.trimmed().split('\n').last().toUtf8());
    nblast({"export", file, "-o", table});
    QFile text(table);
    return std::pair{done.object(), text.open(QIODevice::ReadOnly) ? text.readAll() : QByteArray()};
  };
  const auto [byCpu, cpuTable] = scored("by-cpu", {"--engine", "cpu"});
  const auto [byGpus, gpuTable] =
      scored("by-gpus", {"--engine", "cuda-host", "--gpus", "0,1", "--memory", "0.05"});
  QVERIFY(!cpuTable.isEmpty());
  QCOMPARE(gpuTable, cpuTable);
  QCOMPARE(byGpus["engine"].toString(), QString("cuda-host"));
  QCOMPARE(byGpus["devices"].toArray().size(), 2);
  QVERIFY(byGpus["peak_device_bytes"].toDouble() > 0);
  QCOMPARE(byCpu["peak_device_bytes"].toDouble(), 0.0);
}

void TestCli::whatIsDoneIsLogged_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QStringList>("said");
  QTest::newRow("a job") << QStringList{"run", "SAMPLE", "-o", "SCORES", "--log", "LOG"}
                         << QStringList{"begins: run",
                                        "info job: A job begins: {\"alpha\":",
                                        "info job: Loaded in",
                                        "info job: Planned: 576 scores",
                                        "info job: Finished: 576 scores",
                                        "nblast ends with 0"};
  QTest::newRow("before the command") << QStringList{"--log", "LOG", "info", "SAMPLE"}
                                      << QStringList{"begins: --log", "nblast ends with 0"};
  QTest::newRow("a failure") << QStringList{"info", "/nowhere", "--log", "LOG"}
                             << QStringList{"error program: /nowhere", "nblast ends with 2"};
  QTest::newRow("a name with a line end") << QStringList{"info", "/no\nwhere", "--log", "LOG"}
                                          << QStringList{"/no\\nwhere", "nblast ends with 2"};
}

void TestCli::whatIsDoneIsLogged() {
  QFETCH(QStringList, arguments);
  QFETCH(QStringList, said);
  const QTemporaryDir folder;
  const auto log = folder.filePath("log.txt");
  arguments.replaceInStrings("SAMPLE", inFolder("sample"));
  arguments.replaceInStrings("SCORES", folder.filePath("s.h5"));
  arguments.replaceInStrings("LOG", log);
  const auto result = nblast(arguments);
  QVERIFY2(!result.err.contains("warning"), qPrintable(result.err));
  QFile file(log);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(file.readAll());
  qsizetype at = 0;
  for (const auto& words : said) {
    at = text.indexOf(words, at);
    QVERIFY2(at >= 0, qPrintable(words + " is not in\n" + text));
  }
  static const QRegularExpression kLine(R"(^\d{4}-\d\d-\d\dT[\d:.]{12}Z \[\d+\] \w+ \w+: .+$)");
  for (const auto& each : text.trimmed().split('\n'))
    QVERIFY2(kLine.match(each).hasMatch(), qPrintable(each));
}

void TestCli::aLogThatCannotBeWrittenIsSaidOnce() {
  const auto scores = inFolder("unlogged.h5");
  const auto result =
      nblast({"run", inFolder("sample"), "-o", scores, "--log", inFolder("sample")});
  QCOMPARE(result.exitCode, 0);
  QVERIFY(QFile::exists(scores));
  QCOMPARE(result.err.count("warning: The log "), 1);
  QVERIFY2(result.err.contains("Is a directory"), qPrintable(result.err));
  // A file of another kind is nobody's log.
  const auto swc = QDir(inFolder("sample/swc")).entryInfoList(QDir::Files).first().filePath();
  QFile neuron(swc);
  QVERIFY(neuron.open(QIODevice::ReadOnly));
  const auto before = neuron.readAll();
  QVERIFY(nblast({"info", swc, "--log", swc}).err.contains("something else than a log"));
  QVERIFY(neuron.seek(0));
  QCOMPARE(neuron.readAll(), before);
}

void TestCli::devicesNamesTheCpu() {
  const auto devices = nblast({"devices", "--json"});
  QCOMPARE(devices.exitCode, 0);
  const auto document = QJsonDocument::fromJson(devices.out.toUtf8()).object();
  QVERIFY(document["cpu_threads"].toInt() >= 1);
  QVERIFY(!document["cuda_devices"].toArray().isEmpty() ||
          !document["cuda_reason"].toString().isEmpty());
}

void TestCli::theSameSeedGrowsTheSameSample() {
  QCOMPARE(nblast({"sample", "-o", inFolder("again"), "--neurons", "24", "--seed", "3"}).exitCode,
           0);
  const QDir first(inFolder("sample/swc")), second(inFolder("again/swc"));
  const auto names = first.entryList(QDir::Files);
  QCOMPARE(names.size(), 24);
  QCOMPARE(second.entryList(QDir::Files), names);
  for (const auto& name : names) {
    QFile a(first.filePath(name)), b(second.filePath(name));
    QVERIFY(a.open(QIODevice::ReadOnly) && b.open(QIODevice::ReadOnly));
    QVERIFY(a.readAll() == b.readAll());
  }
}

void TestCli::awkwardFilesAreNamedAndTheRestIsScored() {
  const QString awkward = NBLAST_SHARED_DIR "/data/awkward-swc";
  if (!QDir(awkward).exists()) QSKIP("the shared data are not beside this checkout");
  const auto result = nblast({"run", awkward, "--units", "um", "-o", inFolder("awkward.h5")});
  QCOMPARE(result.exitCode, 3);
  for (const char* bad :
       {"cycle_no_root", "nan_coordinates", "zero_bytes", "comments_only", "six_columns",
        "decimal_commas_first300lines", "empty_file", "repeated_id"}) {
    QVERIFY2(result.err.contains(QString(bad) + ".swc"), bad);
  }
  const auto info =
      QJsonDocument::fromJson(nblast({"info", inFolder("awkward.h5"), "--json"}).out.toUtf8())
          .object();
  QCOMPARE(info["queries"]["left_out"].toArray().size(), result.err.count("left out: "));
  QVERIFY(info["queries"]["count"].toInt() > 150);
}

void TestCli::bothDirectionsOfQueriesAndTargets() {
  const auto swc = inFolder("sample/swc");
  const auto run = nblast({"run", swc, "--target", swc, "--both", "--max-distance", "auto", "-o",
                           inFolder("both.h5"), "--progress", "json"});
  QVERIFY2(run.exitCode == 0, qPrintable(run.err));
  const auto done = QJsonDocument::fromJson(run.out.trimmed().split('\n').last().toUtf8()).object();
  QCOMPARE(done["pairs"].toInt(), 2 * 24 * 24);
  for (const char* direction : {"forward", "reverse", "mean", "min", "max"}) {
    const auto exported = nblast({"export", inFolder("both.h5"), "-o",
                                  inFolder(QString(direction) + ".csv"), "--direction", direction});
    QVERIFY2(exported.exitCode == 0, qPrintable(exported.err));
  }
  const auto forward = readMatrix(inFolder("forward.csv")),
             reverse = readMatrix(inFolder("reverse.csv"));
  const auto mean = readMatrix(inFolder("mean.csv")), greatest = readMatrix(inFolder("max.csv"));
  QCOMPARE(forward.size(), 24);
  for (const auto& q : forward.keys()) {
    for (const auto& t : forward[q].keys()) {
      // The same neurons on both sides: one direction is the other turned over.
      QCOMPARE(reverse[q][t], forward[t][q]);
      QVERIFY(std::abs(mean[q][t] - (forward[q][t] + forward[t][q]) / 2) < 1e-7);
      QCOMPARE(greatest[q][t], std::max(forward[q][t], forward[t][q]));
    }
  }
  QCOMPARE(nblast({"verify", inFolder("both.h5")}).exitCode, 0);
  const auto info = nblast({"info", inFolder("both.h5")});
  QVERIFY2(info.out.contains("fcwb, bound 42 µm") && info.out.contains("directions both"),
           qPrintable(info.out));
}

void TestCli::verifyFindsWhatWasAltered() {
  QVERIFY(QFile::copy(inFolder("s.h5"), inFolder("altered.h5")));
  const auto good = nblast({"verify", inFolder("altered.h5"), "--json"});
  QVERIFY2(good.exitCode == 0, qPrintable(good.err));
  const auto found = QJsonDocument::fromJson(good.out.toUtf8()).object();
  QCOMPARE(found["pairs"].toInt(), 200);
  QVERIFY(found["good"].toBool() && found["worst"]["difference"].toDouble() < 1e-3);
  QVERIFY(!found["worst"]["query"].toString().isEmpty());

  QFile bytes(inFolder("altered.h5"));
  QVERIFY(bytes.open(QIODevice::ReadWrite));
  const float one = 1;  // the diagonal
  auto all = bytes.readAll();
  const float other = 0.75F;
  int altered = 0;
  const QByteArray wanted(reinterpret_cast<const char*>(&one), sizeof(one));
  for (auto place = all.indexOf(wanted); place >= 0; place = all.indexOf(wanted, place + 4)) {
    bytes.seek(place);
    bytes.write(reinterpret_cast<const char*>(&other), sizeof(other));
    ++altered;
  }
  bytes.close();
  QVERIFY(altered >= 24);
  const auto bad = nblast({"verify", inFolder("altered.h5"), "--pairs", "576"});
  QCOMPARE(bad.exitCode, 1);
  QVERIFY2(bad.out.contains("stored 0.75, recomputed 1") && bad.out.contains("NOT GOOD"),
           qPrintable(bad.out));
}

void TestCli::verifyNeedsGeometry() {
  QCOMPARE(nblast({"run", inFolder("sample"), "-o", inFolder("bare.h5"), "--no-geometry"}).exitCode,
           0);
  const auto result = nblast({"verify", inFolder("bare.h5")});
  QCOMPARE(result.exitCode, 2);
  QVERIFY2(result.err.contains("bare.h5") && result.err.contains("no geometry"),
           qPrintable(result.err));
}

void TestCli::agreesWithTheReference_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QStringList>("exported");  // flags of export
  QTest::addColumn<QString>("expected");
  QTest::addColumn<double>("worst");
  const QString data = NBLAST_SHARED_DIR "/data";
  const QString tables = data + "/score-tables/";
  const auto row = [](const char* name, const QStringList& arguments, const char* expected,
                      double worst, const QStringList& exported = {}) {
    QTest::newRow(name) << arguments << exported << QString(expected) << worst;
  };
  const QStringList fromSwc{data + "/hemibrain-da1/swc", "--units", "8 nm", "--k", "5"};
  const QStringList given{data + "/hemibrain-da1/dotprops"};
  const QStringList kcs{data + "/kcs20/dotprops"};
  const QStringList fixtures{NBLAST_SHARED_DIR "/reference/fixtures"};
  const QStringList bounded{"--max-distance", "auto"};
  row("hemibrain-da1 from SWC", fromSwc, "hemibrain-da1.k5.forward", 2e-3);
  row("hemibrain-da1 from SWC, alpha", fromSwc + QStringList{"--alpha"}, "hemibrain-da1.k5.alpha",
      4e-3);
  row("hemibrain-da1, dotprops given", given, "hemibrain-da1.k5.forward", 3e-4);
  row("hemibrain-da1, alpha", given + QStringList{"--alpha"}, "hemibrain-da1.k5.alpha", 3e-4);
  row("hemibrain-da1, bound", given + bounded, "hemibrain-da1.k5.limit-auto", 3e-4);
  row("hemibrain-da1, v1", given + QStringList{"--table", "v1"}, "hemibrain-da1.k5.v1", 3e-4);
  for (const char* direction : {"mean", "min", "max"}) {
    const auto name = QByteArray("hemibrain-da1.k5.") + direction;
    row(name.constData(), given, name.constData(), 3e-4, {"--direction", direction});
  }
  row("the same as targets, mean",
      given + QStringList{"--target", data + "/hemibrain-da1/dotprops", "--both"},
      "hemibrain-da1.k5.mean", 3e-4, {"--direction", "mean"});
  row("kcs20", kcs, "kcs20.forward", 1e-6);
  row("kcs20, raw", kcs + QStringList{"--raw"}, "kcs20.forward.raw", 2e-3);
  row("kcs20, alpha", kcs + QStringList{"--alpha"}, "kcs20.alpha", 1e-6);
  row("kcs20, alpha by its table's file",
      kcs + QStringList{"--alpha", "--table", tables + "smat_alpha_fcwb.csv"}, "kcs20.alpha", 1e-6);
  row("kcs20, bound", kcs + bounded, "kcs20.limit-auto", 1e-6);
  row("kcs20, bound as a number", kcs + QStringList{"--max-distance", "42"}, "kcs20.limit-auto",
      1e-6);
  row("kcs20, v1", kcs + QStringList{"--table", "v1:10"}, "kcs20.v1", 1e-6);
  row("kcs20, FCWB from a file", kcs + QStringList{"--table", tables + "smat_fcwb.csv"},
      "kcs20.forward", 1e-6);
  row("kcs20, [a,b) table",
      kcs + QStringList{"--table", tables + "smat_flywire.within_hemisphere.free_bins.csv"},
      "kcs20.table-flywire", 1e-6);
  row("kcs20, another [a,b) table",
      kcs + QStringList{"--edges", "left", "--table",
                        tables + "smat_flywire_mcns.across_hemisphere.free_bins.csv"},
      "kcs20.table-flywire_mcns", 1e-6);
  row("kcs20, minimum", kcs, "kcs20.min", 1e-6, {"--direction", "min"});
  row("fixtures", fixtures, "fixtures.forward", 1e-6);
  row("fixtures, alpha", fixtures + QStringList{"--alpha"}, "fixtures.alpha", 1e-6);
  row("fixtures, bound", fixtures + bounded, "fixtures.limit-auto", 1e-6);
  row("resampled", fromSwc + QStringList{"--resample", "1"}, "hemibrain-da1.k5-resample1um", 2e-3);
}

void TestCli::agreesWithTheReference() {
  QFETCH(QStringList, arguments);
  QFETCH(QStringList, exported);
  QFETCH(QString, expected);
  QFETCH(double, worst);
  const QString table = QString(NBLAST_SHARED_DIR "/reference/expected/%1.csv").arg(expected);
  if (!QFile::exists(table)) QSKIP("the shared data are not beside this checkout");
  const auto run =
      nblast(QStringList{"run"} + arguments + QStringList{"-o", inFolder("ref.h5"), "--overwrite"});
  QVERIFY2(run.exitCode == 0, qPrintable(run.err));
  QCOMPARE(
      nblast(QStringList{"export", inFolder("ref.h5"), "-o", inFolder("ref.csv"), "--overwrite"} +
             exported)
          .exitCode,
      0);
  const auto all = differences(readMatrix(inFolder("ref.csv")), readMatrix(table));
  QVERIFY(!all.isEmpty());
  qInfo("worst difference %.2e of %lld scores", all.last(), static_cast<long long>(all.size()));
  QVERIFY(all.last() <= worst);
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
