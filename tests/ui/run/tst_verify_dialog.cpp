// SPDX-License-Identifier: BSD-3-Clause
// "Verify scores": good, altered, damaged and unfit files, and cancelling.
#include "compute/job/Runner.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/run/VerifyDialog.hpp"
#include "ui/widgets/SentenceLabel.hpp"

#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace nblast;

class TestVerifyDialog : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

  std::shared_ptr<const ScoreFile> fileOf(JobSpec spec, const char* name) {
    spec.queries = {folder_.filePath("set").toStdString()};
    spec.output = folder_.filePath(name).toStdString();
    JobControl control;
    const auto outcome = runJob(spec, {}, control, {});
    if (outcome.kind != JobOutcome::Kind::Finished) qFatal("%s", outcome.failure.c_str());
    return ScoreFile::open(spec.output);
  }

  static QString sentenceOf(const VerifyDialog& dialog) {
    return dialog.findChild<SentenceLabel*>("verifySentence")->sentence();
  }

  /// What the dialog says in the end; it deletes itself when it is closed.
  static QString verified(std::shared_ptr<const ScoreFile> file) {
    VerifyDialog dialog(std::move(file));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    if (!QTest::qWaitFor([&] { return !dialog.isRunning(); }, 20000)) return "still running";
    if (dialog.findChild<QProgressBar*>()->isVisible()) return "the bar is still there";
    return sentenceOf(dialog);
  }

 private Q_SLOTS:
  /// Names without a space, longer than the dialog is wide.
  void longNamesAreNotClipped() {
    JobSpec spec;
    const QString set = folder_.filePath("long-names");
    QDir().mkpath(set);
    for (const char letter : {'a', 'b'}) {
      const QString name = QString("left_T1_elastic_transform").repeated(4) + letter;
      writeText(set + '/' + name + ".swc", tinySwc(40, letter - 'a'));
      writeText(set + '/' + QString(160, letter) + ".swc", tinySwc(40, 5 + letter - 'a'));
    }
    spec.queries = {set.toStdString()};
    spec.output = folder_.filePath("long.h5").toStdString();
    JobControl control;
    QCOMPARE(runJob(spec, {}, control, {}).kind, JobOutcome::Kind::Finished);
    VerifyDialog dialog(ScoreFile::open(spec.output));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QVERIFY(QTest::qWaitFor([&] { return !dialog.isRunning(); }, 20000));
    QTest::qWait(20);
    const auto* label = dialog.findChild<QLabel*>("verifySentence");
    QVERIFY(label->text().size() > 150);
    const QRect needed = label->fontMetrics().boundingRect(QRect(0, 0, label->width(), 10000),
                                                           Qt::TextWordWrap, label->text());
    QVERIFY2(needed.width() <= label->width(), qPrintable(QString::number(needed.width())));
    QVERIFY2(needed.height() <= label->height(), qPrintable(QString::number(needed.height())));
  }

  void initTestCase() {
    QVERIFY(folder_.isValid());
    writeTinyNeurons(folder_.filePath("set"), 6);
  }

  void goodFiles() {
    const QString dense = verified(fileOf({}, "dense.h5"));
    QVERIFY2(dense.startsWith("Good: of 36 scores recomputed"), qPrintable(dense));
    QVERIFY2(dense.contains("against n") && dense.contains("0.001"), qPrintable(dense));
    JobSpec sparse;
    sparse.top = 1;
    const auto file = fileOf(sparse, "sparse.h5");
    const QString said = verified(file);
    QVERIFY2(said.startsWith(QString("Good: of %1 scores").arg(file->sparseCounts().kept)),
             qPrintable(said));
  }

  void anAlteredScoreIsNamed() {
    const auto file = fileOf({}, "altered.h5");
    VerifyResult result;
    result.blocks = {1, 1};
    result.pairs = result.scores = 36;
    result.worstDifference = 0.25;
    result.query = 2;
    result.target = 4;
    result.stored = 0.5;
    result.recomputed = 0.75;
    QCOMPARE(
        verifySentence(*file, result),
        QString("Not good: a score is 0.25 off (n2 against n4, forward: stored 0.5, recomputed "
                "0.75), more than the 0.001 that rounding explains; run the job again."));
    result.worstDifference = VerifyResult::kTolerance;
    QVERIFY(verifySentence(*file, result).startsWith("Good"));
    QVERIFY(verifySentence(*file, {}).startsWith("Nothing to compare"));
  }

  void aDamagedFileIsToldSo() {
    auto file = fileOf({}, "damaged.h5");
    float score = 0;
    file->read(Direction::Forward, 3, 1, 5, 1, &score);
    QFile bytes(folder_.filePath("damaged.h5"));
    QVERIFY(bytes.open(QIODevice::ReadWrite));
    const QByteArray stored(reinterpret_cast<const char*>(&score), sizeof(score));
    const auto place = bytes.readAll().indexOf(stored);
    QVERIFY(place > 0);
    const float other = 0.987F;
    bytes.seek(place);
    bytes.write(reinterpret_cast<const char*>(&other), sizeof(other));
    bytes.close();
    const QString said = verified(file);
    QVERIFY2(said.startsWith("Not good: 1 block"), qPrintable(said));
  }

  void withoutGeometryItSaysWhy() {
    JobSpec bare;
    bare.geometry = false;
    const QString said = verified(fileOf(bare, "bare.h5"));
    QVERIFY2(said.contains("no geometry"), qPrintable(said));
  }

  void cancelIsTold() {
    writeTinyNeurons(folder_.filePath("large"), 15, 2000);
    JobSpec spec;
    spec.queries = {folder_.filePath("large").toStdString()};
    spec.output = folder_.filePath("large.h5").toStdString();
    JobControl control;
    QVERIFY(runJob(spec, {}, control, {}).kind == JobOutcome::Kind::Finished);
    VerifyDialog dialog(ScoreFile::open(spec.output));
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    auto* buttons = dialog.findChild<QDialogButtonBox*>();
    buttons->button(QDialogButtonBox::Cancel)->click();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.isRunning(), 20000);
    QVERIFY2(sentenceOf(dialog).startsWith("Cancelled"), qPrintable(sentenceOf(dialog)));
    QVERIFY(dialog.isVisible());
    buttons->button(QDialogButtonBox::Close)->click();
    QVERIFY(!dialog.isVisible());
  }
};

QTEST_MAIN(TestVerifyDialog)
#include "tst_verify_dialog.moc"
