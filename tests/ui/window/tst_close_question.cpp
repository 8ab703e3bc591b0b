// SPDX-License-Identifier: BSD-3-Clause
// What would be lost by closing the window is said as it is now, not as it was when it was asked.
#include "ui/export/Exporter.hpp"
#include "ui/jobs/NblastJobs.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/window/CloseQuestion.hpp"
#include "ui/workspace/Settings.hpp"

#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>
#include <semaphore>

namespace {

using Kind = nblast::JobOutcome::Kind;
using Steps = std::shared_ptr<std::counting_semaphore<>>;

Steps makeSteps() {
  return std::make_shared<std::counting_semaphore<>>(0);
}

/// A run that writes its first block at one step and ends at the next.
NblastJobs::RunFunction stepwise(const Steps& steps, Kind end) {
  return [steps, end](const nblast::JobSpec&, nblast::LoadedInputs, nblast::JobControl&,
                      const nblast::JobEvents& events) {
    steps->acquire();
    events.blockWritten(0, 1);
    steps->acquire();
    nblast::JobOutcome outcome;
    outcome.kind = end;
    return outcome;
  };
}

/// The button that closes.
QPushButton* closing(const CloseQuestion& question) {
  for (auto* button : question.findChildren<QPushButton*>()) {
    if (button->text().contains("close")) return button;
  }
  return nullptr;
}

}  // namespace

class TestCloseQuestion : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  Settings settings_{folder_.filePath("settings.ini")};
  Workspace work_;
  MessageBar messages_;
  QWidget window_;
  Exporter exporter_{&work_, &messages_, &settings_, &window_};

  /// A file that is written when the step is made.
  void write(const QString& path, const Steps& steps) {
    exporter_.writePicture(
        [steps](nblast::JobControl&) {
          steps->acquire();
          QImage picture(4, 4, QImage::Format_RGB32);
          picture.fill(Qt::red);
          return picture;
        },
        path);
  }

 private Q_SLOTS:
  void nothingToLoseIsNotAsked() {
    NblastJobs jobs(stepwise(makeSteps(), Kind::Finished));
    QVERIFY(CloseQuestion(&jobs, &exporter_, nullptr).mayClose());
  }

  void theWordsFollowTheJobs_data() {
    QTest::addColumn<bool>("failing");
    QTest::newRow("all is well: closes") << false;
    QTest::newRow("a failure is to be read") << true;
  }
  void theWordsFollowTheJobs() {
    QFETCH(bool, failing);
    const auto steps = makeSteps();
    NblastJobs jobs(stepwise(steps, failing ? Kind::Failed : Kind::Finished));
    jobs.start({}, {}, "a");
    jobs.start({}, {}, "b");
    CloseQuestion question(&jobs, &exporter_, nullptr);
    question.open();
    QVERIFY2(question.text().contains("nothing of it will be kept"), qPrintable(question.text()));
    QVERIFY2(question.text().contains("1 more job waits"), qPrintable(question.text()));
    QCOMPARE(closing(question)->text(), "Cancel the jobs and close");
    steps->release();
    QTRY_VERIFY(question.text().contains("The blocks that are finished stay"));
    QVERIFY2(!question.text().contains("nothing"), qPrintable(question.text()));
    steps->release();
    QTRY_VERIFY(!question.text().contains("waits"));
    QTRY_COMPARE(closing(question)->text(), "Cancel the job and close");
    steps->release(2);
    QTRY_VERIFY(!question.isVisible());
    QCOMPARE(question.clickedButton() == closing(question), !failing);
  }

  void theWordsFollowTheExports_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("closes");
    QTest::newRow("written") << "a.png" << true;
    QTest::newRow("a failure is to be read") << "nowhere/a.png" << false;
  }
  void theWordsFollowTheExports() {
    QFETCH(QString, name);
    QFETCH(bool, closes);
    const auto job = makeSteps(), file = makeSteps();
    NblastJobs jobs(stepwise(job, Kind::Finished));
    jobs.start({}, {}, "a");
    write(folder_.filePath(name), file);
    CloseQuestion question(&jobs, &exporter_, nullptr);
    question.open();
    QVERIFY2(question.text().contains("a.png is being written"), qPrintable(question.text()));
    QCOMPARE(question.windowTitle(), "Close during a job?");
    job->release(2);
    QTRY_COMPARE(question.windowTitle(), "Close during an export?");
    QVERIFY2(!question.text().contains("job"), qPrintable(question.text()));
    file->release();
    QTRY_VERIFY(!question.isVisible());
    QCOMPARE(question.clickedButton() == closing(question), closes);
  }
};

QTEST_MAIN(TestCloseQuestion)
#include "tst_close_question.moc"
