// SPDX-License-Identifier: BSD-3-Clause
// What goes to the log, and what is printed.
#include "compute/base/Error.hpp"
#include "compute/base/Log.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/window/MainWindow.hpp"
#include "ui/window/QtLog.hpp"
#include "ui/window/UiApplication.hpp"

#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>

Q_LOGGING_CATEGORY(lcOurs, "nblast.ours", QtWarningMsg)
Q_LOGGING_CATEGORY(lcTheirs, "their.library")

namespace {

constexpr int kLong_ms = 30000;

/// What was logged since it is there: "level category text".
class Lines {
 public:
  Lines() {
    nblast::setLogSink(
        [this](nblast::LogLevel level, std::string_view category, std::string_view text) {
          const std::scoped_lock lock(mutex_);
          lines_ += QString::fromStdString(nblast::levelName(level) + std::string(" ") +
                                           std::string(category) + " " + std::string(text));
        });
  }
  ~Lines() { nblast::setLogSink({}); }
  QStringList all() {
    const std::scoped_lock lock(mutex_);
    return lines_;
  }
  bool has(const QString& begin, const QString& part) {
    const auto lines = all();
    return std::any_of(lines.begin(), lines.end(), [&](const QString& line) {
      return line.startsWith(begin) && line.contains(part);
    });
  }

 private:
  std::mutex mutex_;
  QStringList lines_;
};

QStringList printed;
void print(QtMsgType, const QMessageLogContext&, const QString& text) {
  printed += text;
}

/// Takes the place of the handler that prints.
struct Printer {
  QtMessageHandler before = qInstallMessageHandler(print);
  Printer() { printed.clear(); }
  ~Printer() { qInstallMessageHandler(before); }
};

}  // namespace

class TestQtLog : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

 private Q_SLOTS:
  void ourMessagesAreLoggedAndNotPrinted() {
    Lines lines;
    const Printer printer;
    const QtLog log;
    qCDebug(lcOurs) << "detail";
    qCInfo(lcOurs) << "news";
    qCWarning(lcOurs) << "doubt";
    qCCritical(lcOurs) << "fault";
    QCOMPARE(lines.all(), (QStringList{"debug ours detail", "info ours news", "warning ours doubt",
                                       "error ours fault"}));
    QCOMPARE(printed, QStringList{});
  }

  void warningsOfOthersArePrintedToo() {
    Lines lines;
    const Printer printer;
    const QtLog log;
    qCInfo(lcTheirs) << "news";
    qCWarning(lcTheirs) << "doubt";
    QCOMPARE(lines.all(), (QStringList{"info their.library news", "warning their.library doubt"}));
    QCOMPARE(printed, QStringList{"doubt"});
  }

  void withoutALogNewsAreNotPrinted() {
    const Printer printer;
    { const QtLog log; }
    qCInfo(lcOurs) << "news";
    QCOMPARE(printed, QStringList{});
    qCWarning(lcOurs) << "doubt";
    QCOMPARE(printed, QStringList{"doubt"});
  }

  void aSinkThatFailsStopsNothing() {
    nblast::setLogSink([](nblast::LogLevel, std::string_view, std::string_view) {
      throw nblast::IoError("The disk is full.");
    });
    const QtLog log;
    qCInfo(lcOurs) << "news";
    nblast::setLogSink({});
  }

  void theSystemIsDescribed() {
    Lines lines;
    const QtLog log;
    logSystem();
    QVERIFY2(lines.has("info program", QStringLiteral("Qt %1").arg(qVersion())),
             qPrintable(lines.all().join('\n')));
    QVERIFY(lines.has("info program", "VTK 9"));
    QVERIFY(lines.has("info program", QSysInfo::prettyProductName()));
    QVERIFY(lines.has("info program", "threads"));
  }

  void whatIsThrownIsLogged() {
    Lines lines;
    const QtLog log;
    QMetaObject::invokeMethod(
        qApp, [] { throw nblast::IoError("The disk is gone."); }, Qt::QueuedConnection);
    QTRY_VERIFY_WITH_TIMEOUT(lines.has("error uncaught", "The disk is gone."), kLong_ms);
  }

  void whatTheWindowDoesIsLogged() {
    writeTinyNeurons(folder_.filePath("set"), 3);
    writeText(folder_.filePath("broken.h5"), "no scores");
    Lines lines;
    const QtLog log;
    Settings settings(folder_.filePath("settings.ini"));
    MainWindow window(&settings);
    window.open({folder_.filePath("set"), folder_.filePath("broken.h5"), "/no/such/file.swc"});
    QTRY_VERIFY_WITH_TIMEOUT(!window.workspace()->isBusy(), kLong_ms);
    nblast::JobSpec spec;
    spec.queries = {folder_.filePath("set").toStdString()};
    spec.output = folder_.filePath("scores.h5").toStdString();
    window.runJob(spec);
    QTRY_VERIFY_WITH_TIMEOUT(!window.workspace()->isBusy(), kLong_ms);
    const std::pair<const char*, QString> expected[] = {
        {"info files", folder_.filePath("set")}, {"error message", "broken.h5"},
        {"error message", "/no/such/file.swc"},  {"info jobs", "asked for"},
        {"info jobs", "finished after"},         {"info files", folder_.filePath("scores.h5")}};
    for (const auto& [begin, part] : expected) {
      QVERIFY2(
          lines.has(begin, part),
          qPrintable(
              QStringLiteral("%1 … %2 is not in\n%3").arg(begin, part, lines.all().join('\n'))));
    }
  }
};

int main(int argc, char** argv) {
  UiApplication application(argc, argv);
  TestQtLog test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_qt_log.moc"
