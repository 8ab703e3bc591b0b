// SPDX-License-Identifier: BSD-3-Clause
// What nblast says of the memory it takes, against what it takes; and that --memory is kept.
#include "tests/scenarios/Program.hpp"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace {

struct Run {
  int exitCode = -1;
  QString err;
  QJsonObject plan, end;  ///< first and last line

  double planned() const { return plan["host_bytes"].toDouble(); }
  double peak() const { return end["peak_host_bytes"].toDouble(); }
  QString inWords() const {
    return QString("planned %1 MB, peak %2 MB").arg(planned() / 1e6).arg(peak() / 1e6);
  }
};

}  // namespace

class TestMemory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void thePlanIsThePeak_data();
  void thePlanIsThePeak();
  void aLimitIsKept();
  void whatCannotFitIsRefused();

 private:
  Run run(const QStringList& more) const;
  QByteArray exported() const;
  QString inFolder(const QString& name) const { return folder_.filePath(name); }

  QTemporaryDir folder_;
  QString target_;  ///< one of the sample's files
};

Run TestMemory::run(const QStringList& more) const {
  const auto result =
      program::run(QStringList{"run", inFolder("sample/swc"), "-o", inFolder("s.h5"), "--overwrite",
                               "--engine", "cpu", "--progress", "json"} +
                   more);
  Run run;
  run.exitCode = result.exitCode;
  run.err = result.err;
  const auto lines = result.out.toUtf8().trimmed().split('\n');
  for (const auto& line : lines) {
    const auto object = QJsonDocument::fromJson(line).object();
    if (object["event"] == "plan") run.plan = object;
    run.end = object;
  }
  return run;
}

QByteArray TestMemory::exported() const {
  QProcess::execute(NBLAST_BIN_DIR "/nblast",
                    {"export", inFolder("s.h5"), "-o", inFolder("s.csv")});
  QFile file(inFolder("s.csv"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  const auto text = file.readAll();
  file.remove();
  return text;
}

void TestMemory::initTestCase() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  QSKIP("a sanitizer takes memory of its own");
#endif
  QCOMPARE(QProcess::execute(NBLAST_BIN_DIR "/nblast",
                             {"sample", "-o", inFolder("sample"), "--neurons", "1200"}),
           0);
  target_ = inFolder("sample/swc/" + QDir(inFolder("sample/swc")).entryList(QDir::Files).first());
}

void TestMemory::thePlanIsThePeak_data() {
  QTest::addColumn<QStringList>("more");
  QTest::newRow("against one") << QStringList{"--target", target_};
  QTest::newRow("sparse") << QStringList{"--target", target_, "--sparse-above", "0.4",
                                         "--no-geometry"};
}

/// Of the whole process: programs and libraries, reading, tangents, search and scores.
void TestMemory::thePlanIsThePeak() {
  QFETCH(QStringList, more);
  const auto done = run(more);
  QVERIFY2(done.exitCode == 0, qPrintable(done.err));
  qInfo("%s", qPrintable(done.inWords()));
  QVERIFY(done.peak() > 50e6);
  QVERIFY2(std::abs(done.planned() - done.peak()) < done.peak() / 5, qPrintable(done.inWords()));
}

void TestMemory::aLimitIsKept() {
  const QStringList words{"--target", target_};
  const auto all = run(words);
  const auto scores = exported();
  QVERIFY(scores.size() > 1200 * 5);
  const auto least = all.plan["host"]["until_planned_bytes"].toDouble();
  QVERIFY2(all.peak() > least + 4e6, qPrintable(all.inWords()));
  const double limit = (all.peak() + least) / 2;
  const auto limited =
      run(words + QStringList{"--memory", QString::number(limit / (1 << 30), 'g', 12)});
  QVERIFY2(limited.exitCode == 0, qPrintable(limited.err));
  QVERIFY(limited.plan["query_parts"].toInt() > 1);
  QVERIFY2(limited.peak() <= limit, qPrintable(limited.inWords()));
  QCOMPARE(exported(), scores);
}

void TestMemory::whatCannotFitIsRefused() {
  QVERIFY(!QFile::exists(inFolder("s.h5")) || QFile::remove(inFolder("s.h5")));
  const auto refused = run({"--target", target_, "--memory", "0.03"});
  QCOMPARE(refused.exitCode, 2);
  QVERIFY2(
      refused.err.contains("Reading these queries takes about") && refused.err.contains("--memory"),
      qPrintable(refused.err));
  QVERIFY(!QFile::exists(inFolder("s.h5")));
}

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
