// Windows fit the screen they open on: here one of 960 x 540, which is 1080p at scale 2.
#include "DialogSupport.hpp"
#include "ShownWindow.hpp"
#include "TinyNeurons.hpp"
#include "ui/panels/FitScreen.hpp"
#include "ui/panels/RunDialog.hpp"

#include <QCheckBox>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QSpinBox>
#include <QToolButton>

namespace {

const QRect kScreen(0, 0, 960, 540);

QRect roomOf(const QWidget& window) {
  return window.screen()->availableGeometry();
}

/// The whole of a widget can be seen in its window.
bool isSeen(const QWidget& widget) {
  return !widget.isHidden() && widget.visibleRegion().boundingRect() == widget.rect();
}

}  // namespace

class TestFitScreen : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

 private Q_SLOTS:
  void initTestCase() {
    QCOMPARE(QGuiApplication::primaryScreen()->geometry(), kScreen);
    writeTinyNeurons(folder_.filePath("set"), 4);
  }

  void rectanglesAreMovedThenMadeSmaller_data() {
    QTest::addColumn<QRect>("wanted");
    QTest::addColumn<QRect>("fitted");
    const QRect room(100, 50, 1000, 800);
    QTest::newRow("inside") << QRect(200, 100, 300, 300) << QRect(200, 100, 300, 300);
    QTest::newRow("as large as the room") << room << room;
    QTest::newRow("left and above") << QRect(-500, -500, 300, 300) << QRect(100, 50, 300, 300);
    QTest::newRow("right and below") << QRect(900, 700, 300, 300) << QRect(800, 550, 300, 300);
    QTest::newRow("on a screen that is gone")
        << QRect(3000, 100, 400, 300) << QRect(700, 100, 400, 300);
    QTest::newRow("too wide") << QRect(0, 100, 2000, 300) << QRect(100, 100, 1000, 300);
    QTest::newRow("too large") << QRect(0, 0, 4000, 4000) << room;
  }
  void rectanglesAreMovedThenMadeSmaller() {
    QFETCH(QRect, wanted);
    QFETCH(QRect, fitted);
    QCOMPARE(fittedTo(wanted, QRect(100, 50, 1000, 800)), fitted);
  }

  void aNewWindowTakesMostOfTheScreen() {
    QCOMPARE(firstSizeOn({1600, 1000}), QSize(1440, 900));
    QCOMPARE(firstSizeOn({960, 540}), QSize(1280, 800));
    QCOMPARE(firstSizeOn({3840, 2160}), QSize(1920, 1200));
  }

  void theWindowOpensOnTheScreen() {
    ShownWindow shown({}, {});
    QTRY_VERIFY(roomOf(shown.window).contains(shown.window.frameGeometry()));
    shown.openAndWait({folder_.filePath("set")});
    for (const char* name : {"matches", "sets"})
      QVERIFY2(isSeen(*shown.child<QWidget>(name)), name);
  }

  void aSavedPlaceOnAScreenThatIsGoneIsNotUsed() {
    Settings settings(folder_.filePath("gone.ini"));
    {
      MainWindow window(&settings);
      window.setGeometry(4000, 3000, 1500, 1200);
      settings.setWindow(window.saveGeometry(), window.saveState(), {});
    }
    MainWindow window(&settings);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QTRY_VERIFY(roomOf(window).contains(window.frameGeometry()));
  }

  /// Whatever is unfolded and told: the buttons are in reach, and no row is crushed.
  void theRunDialogFits_data() {
    QTest::addColumn<bool>("unfolded");
    QTest::newRow("folded") << false;
    QTest::newRow("more options") << true;
  }
  void theRunDialogFits() {
    QFETCH(bool, unfolded);
    NeuronSets sets;
    const QStringList files{folder_.filePath("set/n0.swc"), folder_.filePath("set/n1.swc")};
    sets.addLoaded("set", {files[0].toStdString()}, readSet(files));
    nblast::JobSpec options;
    options.sparseAbove = 0.2;
    options.top = 10;
    RunDialog dialog(&sets, 0, options, folder_.path());
    dialog.show();
    QVERIFY(QTest::qWaitForWindowExposed(&dialog));
    if (unfolded) child<QToolButton>(dialog, "moreOptions")->click();
    QTRY_VERIFY_WITH_TIMEOUT(dialog.isPlanned(), 20000);
    QTest::qWait(50);  // the dialog follows what was told
    QVERIFY2(roomOf(dialog).contains(dialog.frameGeometry()),
             qPrintable(QString("%1 x %2").arg(dialog.width()).arg(dialog.height())));
    QVERIFY(isSeen(*child<QPushButton>(dialog, "run")));
    QVERIFY(isSeen(*child<QLabel>(dialog, "costMemory")));
    auto* fields = child<QScrollArea>(dialog, "fields");
    for (const char* name : {"above", "top", "output", "queries"}) {
      auto* field = child<QWidget>(dialog, name);
      fields->ensureWidgetVisible(field);
      QVERIFY2(field->height() >= field->minimumSizeHint().height(), name);
      QVERIFY2(isSeen(*field), name);
    }
  }
};

int main(int argc, char** argv) {
  const QTemporaryDir folder;
  const QString config = writeText(
      folder.filePath("screen.json"),
      R"({"screens": [{"name": "small", "x": 0, "y": 0, "width": 960, "height": 540, "dpr": 1}]})");
  qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + config.toUtf8());
  QApplication application(argc, argv);
  TestFitScreen test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_fit_screen.moc"
