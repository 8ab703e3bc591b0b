// SPDX-License-Identifier: BSD-3-Clause
// What the program remembers between runs.
#include "ui/workspace/Settings.hpp"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

class TestSettings : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

 private Q_SLOTS:
  void settingsAreRemembered() {
    const QString file = folder_.filePath("settings.ini");
    {
      Settings settings(file);
      settings.setWindow("geometry", "state", "splitter");
      settings.rememberFolderOf("neurons", folder_.filePath("a.swc"));
      nblast::JobSpec job;
      job.neighbours = 7;
      job.normalised = false;
      job.table = "v1";
      job.sigma_um = 4;
      job.sparseAbove = 0.3;
      job.queries = {"/x/neurons"};
      job.output = "/x/scores.h5";
      job.overwrite = true;
      settings.setRunOptions(job);
      settings.setColours("magma", -1, 0.5);
      for (int i = 0; i < 12; ++i)
        settings.addRecentFile(QStringLiteral("/x/%1.swc").arg(i));
      settings.addRecentFile("/x/5.swc");
    }
    const Settings settings(file);
    QCOMPARE(settings.windowState(), QByteArray("state"));
    QCOMPARE(settings.folder("neurons"), folder_.path());
    const auto options = settings.runOptions();
    QCOMPARE(options.neighbours.value_or(0), 7);
    QVERIFY(!options.normalised);
    QCOMPARE(options.table, std::string("v1"));
    QCOMPARE(options.sigma_um.value_or(0), 4.0);
    QCOMPARE(options.sparseAbove.value_or(0), 0.3);
    QVERIFY(options.queries.empty() && options.output.empty() && !options.overwrite);
    QCOMPARE(settings.colourMap(), QString("magma"));
    QCOMPARE(settings.colourHighest(), 0.5);
    QCOMPARE(settings.recentFiles().size(), 10);
    QCOMPARE(settings.recentFiles().first(), QString("/x/5.swc"));
    QCOMPARE(settings.recentFiles().count("/x/5.swc"), 1);
  }

  void settingsBeginWithUsableDefaults() {
    const Settings settings(folder_.filePath("none.ini"));
    QVERIFY(settings.recentFiles().isEmpty());
    QCOMPARE(toJson(settings.runOptions()), toJson(nblast::JobSpec{}));
    QVERIFY(QDir(settings.folder("neurons")).exists());
  }
};

QTEST_GUILESS_MAIN(TestSettings)
#include "tst_settings.moc"
