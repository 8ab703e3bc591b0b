// SPDX-License-Identifier: BSD-3-Clause
// What the documents name is there: files by their path, tests and sources by their name.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

class TestDocuments : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void namedFilesAreThere_data();
  void namedFilesAreThere();

 private:
  const QDir root_{NBLAST_TEST_DATA_DIR "/../.."};
  const QStringList folders_{"app", "ui", "compute", "resources", "tests", "packaging"};
  QSet<QString> names_;  ///< of all files in these folders
};

void TestDocuments::initTestCase() {
  for (const auto& folder : folders_) {
    QDirIterator files(root_.filePath(folder), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
      names_.insert(QFileInfo(files.next()).fileName());
  }
  QVERIFY(names_.contains("tst_documents.cpp"));
}

void TestDocuments::namedFilesAreThere_data() {
  QTest::addColumn<QString>("document");
  const auto add = [this](const QString& path) {
    QTest::newRow(qPrintable(root_.relativeFilePath(path))) << path;
  };
  add(root_.filePath("README.md"));
  for (const auto& folder : folders_) {
    QDirIterator files(root_.filePath(folder), {"*.md"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
      add(files.next());
  }
}

void TestDocuments::namedFilesAreThere() {
  QFETCH(QString, document);
  QFile file(document);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QString text = file.readAll();
  // `tests/bench/allbyall.cpp`, `packaging/run`; `tst_cli.cpp`, `TileKernel.hpp`
  static const QRegularExpression quoted("`([^`\\s]+)`");
  static const QRegularExpression source("^[A-Za-z]\\w*\\.(cpp|hpp|cu|cuh|py)$");
  for (auto found = quoted.globalMatch(text); found.hasNext();) {
    const auto name = found.next().captured(1);
    const bool isPath = folders_.contains(name.section('/', 0, 0)) && name.contains('/') &&
                        !name.contains(QRegularExpression("[*|{<]"));
    if (isPath) {
      QVERIFY2(QFileInfo::exists(root_.filePath(name)) ||
                   QFileInfo::exists(QFileInfo(document).dir().filePath(name)),
               qPrintable(name));
    } else if (source.match(name).hasMatch()) {
      QVERIFY2(names_.contains(name), qPrintable(name));
    }
  }
}

QTEST_GUILESS_MAIN(TestDocuments)
#include "tst_documents.moc"
