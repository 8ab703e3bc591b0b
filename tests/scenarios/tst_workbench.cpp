// SPDX-License-Identifier: BSD-3-Clause
// The real window program on a virtual display: its pictures against baselines, its exit codes. It
// runs with the watchdog: an event handler that takes too long makes it fail.
// NBLAST_UPDATE_BASELINES=1 writes the baselines anew; look at them before committing.
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdlib>

namespace {

constexpr QSize kBaselineSize(160,
                              100);  // small: fonts and drivers differ in pixels, not in layout
constexpr double kTolerance = 6;     // mean difference of a colour channel, of 255

const QString kWorkbench = "nblast-workbench";

struct Result {
  int exitCode = -1;
  QString out, err;
};

Result start(const QString& program, const QStringList& arguments, bool display = true) {
  QProcess process;
  auto environment = QProcessEnvironment::systemEnvironment();
  if (!display) {
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
      environment.remove(name);
  }
  process.setProcessEnvironment(environment);
  process.start(program == kWorkbench ? NBLAST_WATCHED_WORKBENCH : NBLAST_BIN_DIR "/" + program,
                arguments);
  process.waitForFinished(120'000);
  if (process.exitStatus() != QProcess::NormalExit) return {-1, {}, "crashed"};
  return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QImage small(const QImage& image) {
  return image.scaled(kBaselineSize, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
      .convertToFormat(QImage::Format_RGB32);
}

double meanDifference(const QImage& a, const QImage& b) {
  qint64 sum = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
      sum += std::abs(qRed(p) - qRed(q)) + std::abs(qGreen(p) - qGreen(q)) +
             std::abs(qBlue(p) - qBlue(q));
    }
  }
  return static_cast<double>(sum) / (3.0 * a.width() * a.height());
}

QRect rectOf(const QJsonValue& value) {
  const auto numbers = value.toArray();
  return {numbers[0].toInt(), numbers[1].toInt(), numbers[2].toInt(), numbers[3].toInt()};
}

}  // namespace

class TestWorkbench : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void looksAsBefore_data();
  void looksAsBefore();
  void aJobRunsWithTheWindow();
  void withoutADisplayItSaysWhatToDo();
  void aBadFileIsTold();
  void theLogSaysWhatHappened();
  void aLogThatCannotBeWrittenStopsNothing();
  void onlyTheTestsProgramIsWatched();

 private:
  QString inFolder(const QString& name) const { return folder_.filePath(name); }
  QTemporaryDir folder_;
};

void TestWorkbench::initTestCase() {
  QCOMPARE(start("nblast", {"sample", "-o", inFolder("brain"), "--neurons", "60"}).exitCode, 0);
  QCOMPARE(start("nblast", {"run", inFolder("brain/swc"), "-o", inFolder("scores.h5")}).exitCode,
           0);
}

void TestWorkbench::looksAsBefore_data() {
  QTest::addColumn<QStringList>("files");
  QTest::newRow("empty") << QStringList{};
  QTest::newRow("neurons") << QStringList{inFolder("brain/swc")};
  QTest::newRow("scores") << QStringList{inFolder("scores.h5"), inFolder("brain/neuropil.obj")};
}

void TestWorkbench::looksAsBefore() {
  QFETCH(QStringList, files);
  const QString name = QTest::currentDataTag();
  const QString picture = inFolder(name + ".png");
  const auto result = start(kWorkbench, files + QStringList{"--screenshot", picture});
  QVERIFY2(result.exitCode == 0, qPrintable(result.err));
  QVERIFY2(result.err.contains("watchdog: the slowest"), qPrintable(result.err));
  qInfo("%s", qPrintable(result.err.trimmed()));
  const QImage seen(picture);
  QCOMPARE(seen.size(), QSize(1280, 800));
  const auto places = QJsonDocument::fromJson(result.out.trimmed().toUtf8()).object();
  QVERIFY(seen.rect().contains(rectOf(places["scene"])));

  const QString baseline = QString(NBLAST_TEST_DATA_DIR "/baselines/workbench-%1.png").arg(name);
  if (qEnvironmentVariableIsSet("NBLAST_UPDATE_BASELINES")) QVERIFY(small(seen).save(baseline));
  const QImage expected = QImage(baseline).convertToFormat(QImage::Format_RGB32);
  QCOMPARE(expected.size(), kBaselineSize);
  const double difference = meanDifference(small(seen), expected);
  QVERIFY2(difference <= kTolerance, qPrintable(QString("differs by %1").arg(difference)));
}

void TestWorkbench::aJobRunsWithTheWindow() {
  QFile job(inFolder("job.json"));
  QVERIFY(job.open(QIODevice::WriteOnly));
  job.write(QJsonDocument(QJsonObject{{"queries", QJsonArray{inFolder("brain/swc")}},
                                      {"output", inFolder("run.h5")}})
                .toJson());
  job.close();
  const auto result =
      start(kWorkbench, {"--run", inFolder("job.json"), "--screenshot", inFolder("run.png")});
  QVERIFY2(result.exitCode == 0, qPrintable(result.err));
  const auto info = start("nblast", {"info", inFolder("run.h5")});
  QVERIFY2(info.out.contains("all against all"), qPrintable(info.out));
  const auto heatmap =
      rectOf(QJsonDocument::fromJson(result.out.trimmed().toUtf8()).object()["heatmap"]);
  // The diagonal of an all-by-all is the brightest there is: yellow in viridis.
  const QColor corner(QImage(inFolder("run.png"))
                          .pixel(heatmap.right() - heatmap.width() / 120,
                                 heatmap.bottom() - heatmap.height() / 120));
  QVERIFY2(corner.red() > 200 && corner.green() > 200 && corner.blue() < 120,
           qPrintable(corner.name()));
}

void TestWorkbench::withoutADisplayItSaysWhatToDo() {
  const auto result = start(kWorkbench, {}, false);
  QCOMPARE(result.exitCode, 2);
  QVERIFY2(result.err.contains("nblast run"), qPrintable(result.err));
}

void TestWorkbench::aBadFileIsTold() {
  const auto result =
      start(kWorkbench, {inFolder("nowhere.swc"), "--screenshot", inFolder("bad.png")});
  QCOMPARE(result.exitCode, 1);
  QVERIFY2(result.err.contains("nowhere.swc"), qPrintable(result.err));
}

void TestWorkbench::theLogSaysWhatHappened() {
  const QString log = inFolder("logs/workbench.txt");
  const auto result = start(kWorkbench, {inFolder("scores.h5"), inFolder("nowhere.swc"), "--log",
                                         log, "--screenshot", inFolder("logged.png")});
  QCOMPARE(result.exitCode, 1);
  QFile file(log);
  QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(result.err));
  const QString text = file.readAll();
  const QStringList parts{"info program: nblast-workbench ", "info files: Shows 60 x 60 scores of",
                          "error message: " + inFolder("nowhere.swc")};
  for (const QString& part : parts)
    QVERIFY2(text.contains(part), qPrintable(text));
}

void TestWorkbench::aLogThatCannotBeWrittenStopsNothing() {
  const auto result =
      start(kWorkbench, {"--log", "/proc/no/log.txt", "--screenshot", inFolder("unlogged.png")});
  QVERIFY2(result.exitCode == 0, qPrintable(result.err));
  QVERIFY2(result.err.contains("/proc/no"), qPrintable(result.err));
  QVERIFY(QFile::exists(inFolder("unlogged.png")));
}

void TestWorkbench::onlyTheTestsProgramIsWatched() {
  const auto mentionsWatchdog = [](const QString& path) {
    QFile program(path);
    return program.open(QIODevice::ReadOnly) && program.readAll().contains("watchdog");
  };
  QVERIFY(mentionsWatchdog(NBLAST_WATCHED_WORKBENCH));
  QVERIFY(QFile::exists(NBLAST_BIN_DIR "/nblast-workbench"));
  QVERIFY(!mentionsWatchdog(NBLAST_BIN_DIR "/nblast-workbench"));
}

QTEST_MAIN(TestWorkbench)
#include "tst_workbench.moc"
