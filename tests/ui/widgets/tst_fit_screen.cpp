// SPDX-License-Identifier: BSD-3-Clause
// Windows fit the screen they open on: here one of 960 x 540, which is 1080p at scale 2.
#include "tests/ui/models/Fixtures.hpp"
#include "tests/ui/support/DialogSupport.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/models/NeuronTreeModel.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/widgets/FitScreen.hpp"
#include "ui/widgets/NameDelegate.hpp"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QSpinBox>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>

namespace {

const QRect kScreen(0, 0, 960, 540);

QRect roomOf(const QWidget& window) {
  return window.screen()->availableGeometry();
}

/// The whole of a widget can be seen in its window.
bool isSeen(const QWidget& widget) {
  return !widget.isHidden() && widget.visibleRegion().boundingRect() == widget.rect();
}

/// What is drawn of a name ends in the number that the name ends in.
void namesTheNumber(const QAbstractItemView& view, const QModelIndex& index) {
  QStyleOptionViewItem cell;
  cell.initFrom(&view);
  cell.widget = &view;
  cell.rect = view.visualRect(index);
  const int icon = view.style()->pixelMetric(QStyle::PM_SmallIconSize, nullptr, &view);
  cell.decorationSize = QSize(icon, icon);
  const auto* delegate = qobject_cast<NameDelegate*>(view.itemDelegate());
  QVERIFY(delegate != nullptr);
  const QString text = delegate->textIn(cell, index);
  QVERIFY2(text.endsWith(index.data().toString().section('_', -1)), qPrintable(text));
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

  /// As the window opens here, and as it opens at scale 2 on a screen of 1600 x 1000.
  void namesCanBeToldApart_data() {
    QTest::addColumn<QSize>("size");
    QTest::newRow("960 x 540") << QSize();
    QTest::newRow("800 x 500") << QSize(800, 480);
  }
  void namesCanBeToldApart() {
    QFETCH(QSize, size);
    const std::string heads[] = {"central_neck_motor_neuron_", "left_T1_leg_nerve_bristle_neuron_",
                                 "right_wing_sensory_neuron_"};
    std::vector<std::string> names;
    for (int i = 0; i < 60; ++i)
      names.push_back(heads[i % 3] + std::to_string(102912 + 1531 * i));
    ShownWindow shown({}, size);
    shown.work()->sets()->addLoaded("set", {}, fixtures::makeSet(names));
    if (!size.isEmpty()) shown.child<QAction>("resetLayout")->trigger();
    auto* sets = shown.child<QTreeView>("sets");
    QTRY_VERIFY(sets->isVisible());
    QTest::qWait(50);  // the docks take their widths
    const QModelIndex set = sets->model()->index(0, NeuronTreeModel::NameColumn);
    for (int row = 0; row < 60; ++row)
      namesTheNumber(*sets, sets->model()->index(row, NeuronTreeModel::NameColumn, set));
    auto* matches = shown.child<QTableView>("matches");
    const auto* header = matches->horizontalHeader();
    const int mean = header->sectionViewportPosition(MatchesModel::MeanColumn) +
                     header->sectionSize(MatchesModel::MeanColumn);
    QVERIFY2(mean <= matches->viewport()->width(), qPrintable(QString::number(mean)));
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
