// SPDX-License-Identifier: BSD-3-Clause
// Every kind of damaged file, dropped on the window and given to the program: one clear message
// each, no crash, and the good ones beside them are opened.
#include "compute/job/Runner.hpp"
#include "tests/scenarios/DamagedFiles.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "ui/scene/SceneWidget.hpp"

#include <QProcess>

namespace {

struct Result {
  int exitCode = -1;
  QString err;
};

Result workbench(const QStringList& arguments) {
  QProcess process;
  process.start(NBLAST_BIN_DIR "/nblast-workbench", arguments);
  process.waitForFinished(120'000);
  if (process.exitStatus() != QProcess::NormalExit) return {-1, "crashed"};
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardError())};
}

void waitUntilQuiet(ShownWindow& shown) {
  QCoreApplication::processEvents();  // what was dropped is opened later
  QTRY_VERIFY_WITH_TIMEOUT(!shown.work()->isBusy() && shown.window.isFullyDrawn(), kLong_ms);
}

}  // namespace

class TestDroppedFiles : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::vector<DamagedFile> neurons_, surfaces_, scores_;
  std::unique_ptr<ShownWindow> shown_;  ///< of those that are dropped alone

  QString at(const QString& name) const { return folder_.filePath(name); }
  QStringList written(const std::vector<DamagedFile>& files) const {
    QStringList paths;
    for (const auto& file : files) {
      writeBytes(at("bad/" + file.name), file.bytes);
      paths += at("bad/" + file.name);
    }
    return paths;
  }

 private Q_SLOTS:
  void initTestCase();
  void eachAloneIsOneMessage_data();
  void eachAloneIsOneMessage();
  void theGoodOnesBesideThemAreOpened();
  void theProgramNamesEach();
  void damagedJobsAreTold_data();
  void damagedJobsAreTold();
};

void TestDroppedFiles::initTestCase() {
  for (const char* folder : {"bad", "good", "bad/empty-folder"})
    QDir().mkpath(at(folder));
  writeTinyNeurons(at("good"), 3);
  nblast::JobSpec spec;
  spec.queries = {at("good").toStdString()};
  spec.output = at("good.h5").toStdString();
  nblast::JobControl control;
  QCOMPARE(nblast::runJob(spec, {}, control, {}).kind, nblast::JobOutcome::Kind::Finished);
  writeText(at("good.obj"),
            "v 0 0 0\nv 200 0 0\nv 0 200 0\nv 0 0 200\nf 1 2 3\nf 1 2 4\nf 2 3 4\nf 1 3 4\n");
  neurons_ = damagedSkeletons();
  for (const auto& more : {damagedTables(), damagedArchives(folder_.path())})
    neurons_.insert(neurons_.end(), more.begin(), more.end());
  surfaces_ = damagedSurfaces();
  scores_ = damagedScores(fileBytes(at("good.h5")));
}

void TestDroppedFiles::eachAloneIsOneMessage_data() {
  QTest::addColumn<QString>("path");
  for (const auto* files : {&neurons_, &surfaces_, &scores_}) {
    for (const QString& path : written(*files))
      QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
  }
  QTest::newRow("a file of another kind") << writeText(at("bad/notes.txt"), "notes");
  QTest::newRow("a job") << writeText(at("bad/job.json"), "{}");
  QTest::newRow("no such file") << at("bad/missing.swc");
  QTest::newRow("a folder without neurons") << at("bad/empty-folder");
}

void TestDroppedFiles::eachAloneIsOneMessage() {
  QFETCH(QString, path);
  if (shown_ == nullptr) shown_ = std::make_unique<ShownWindow>();
  ShownWindow& shown = *shown_;
  shown.messages()->dismissAll();
  shown.drop({path});
  waitUntilQuiet(shown);
  QVERIFY2(shown.messages()->sentences().size() == 1, qPrintable(shown.told()));
  QVERIFY2(shown.told().contains(QFileInfo(path).fileName()), qPrintable(shown.told()));
  QVERIFY2(shown.told().size() < 600, qPrintable(shown.told()));
  QCOMPARE(shown.work()->sets()->count(), 0);
  QVERIFY(shown.work()->result() == nullptr);
  QCOMPARE(shown.settings.recentFiles(), QStringList());
}

void TestDroppedFiles::theGoodOnesBesideThemAreOpened() {
  shown_.reset();
  QStringList paths{at("good")};
  paths += written(neurons_);
  paths += written(surfaces_) + QStringList{at("good.obj")};
  paths += written(scores_) + QStringList{at("good.h5")};
  ShownWindow shown;
  shown.drop(paths);
  waitUntilQuiet(shown);
  // The neurons are one set, and its list names each that was left out.
  QVERIFY(shown.work()->sets()->count() >= 1);
  const auto& set = shown.work()->sets()->at(0);
  QCOMPARE(set.count(), qint64{3});
  QStringList reasons;
  for (const auto& leftOut : set.leftOut)
    reasons += QString::fromStdString(leftOut.name + ' ' + leftOut.reason);
  for (const auto& file : neurons_) {
    // Of an archive its damaged members are named; one without any has nothing to name.
    const bool named = reasons.filter('/' + file.name + ':').size() == 1 ||
                       !reasons.filter('/' + file.name + '/').isEmpty() ||
                       file.name == "nothing.zip";
    QVERIFY2(named, qPrintable(file.name + " is not named in\n" + reasons.join('\n')));
  }
  QVERIFY2(shown.told().contains("3 neurons read"), qPrintable(shown.told()));
  // The result is shown, and each of the others is told once.
  QVERIFY(shown.work()->result() != nullptr);
  for (const auto* files : {&scores_, &surfaces_}) {
    for (const auto& file : *files)
      QVERIFY2(shown.messages()->sentences().filter("/" + file.name).size() == 1,
               qPrintable(file.name + " is not told in\n" + shown.told()));
  }
  QVERIFY(shown.window.findChild<SceneWidget*>()->hasMesh());
}

void TestDroppedFiles::theProgramNamesEach() {
  for (const auto* files : {&neurons_, &surfaces_, &scores_}) {
    const auto result = workbench(written(*files) + QStringList{"--screenshot", at("bad.png")});
    QVERIFY2(result.exitCode == 1, qPrintable(result.err));
    QVERIFY(QFile::exists(at("bad.png")));
    // Neurons that are given together are one set: one sentence for all.
    const QString last = files == &neurons_ ? files->front().name : files->back().name;
    QVERIFY2(result.err.contains(last), qPrintable(result.err));
  }
}

void TestDroppedFiles::damagedJobsAreTold_data() {
  QTest::addColumn<QString>("path");
  for (const QString& path : written(damagedJobs()))
    QTest::newRow(qPrintable(QFileInfo(path).fileName())) << path;
}

void TestDroppedFiles::damagedJobsAreTold() {
  QFETCH(QString, path);
  const auto result = workbench({"--run", path, "--screenshot", at("job.png")});
  QCOMPARE(result.exitCode, 2);
  QVERIFY2(result.err.contains(QFileInfo(path).fileName()), qPrintable(result.err));
  QCOMPARE(result.err.trimmed().count('\n'), 0);
}

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  QApplication application(argc, argv);
  TestDroppedFiles test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_dropped_files.moc"
