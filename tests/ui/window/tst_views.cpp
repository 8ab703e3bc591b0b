// SPDX-License-Identifier: BSD-3-Clause
// What the window makes of its list of views: docks, menus, shortcuts, the help that lists them.
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/window/AboutDialog.hpp"

#include <QDesktopServices>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QScrollArea>
#include <QScrollBar>
#include <QSet>

namespace {

void append(const QList<QAction*>& actions, QList<QAction*>* all) {
  for (QAction* action : actions) {
    if (action->isSeparator()) continue;
    if (action->menu() != nullptr) {
      append(action->menu()->actions(), all);
    } else {
      all->append(action);
    }
  }
}

/// All that can be chosen in the menus, without the titles of menus.
QList<QAction*> actionsIn(const QList<QAction*>& actions) {
  QList<QAction*> all;
  append(actions, &all);
  return all;
}

QMenu* menuTitled(const MainWindow& window, const QString& title) {
  for (const QAction* action : window.menuBar()->actions()) {
    if (action->text() == title) return action->menu();
  }
  return nullptr;
}

/// The names of a menu's own entries; "-": a separator.
QStringList namesOf(const QMenu& menu) {
  QStringList names;
  for (const QAction* action : menu.actions()) {
    names += action->isSeparator()       ? "-"
             : action->menu() != nullptr ? action->menu()->title()
                                         : action->objectName();
  }
  return names;
}

/// Opens nothing, but remembers what was to be opened.
class Opener : public QObject {
  Q_OBJECT
 public:
  QList<QUrl> opened;
  Opener() { QDesktopServices::setUrlHandler("file", this, "open"); }
  ~Opener() override { QDesktopServices::unsetUrlHandler("file"); }

 public Q_SLOTS:
  void open(const QUrl& url) { opened += url; }
};

}  // namespace

class TestViews : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

 private Q_SLOTS:
  void everyActionHasANameAndATip() {
    ShownWindow shown;
    QSet<QString> names;
    const auto actions = actionsIn(shown.window.menuBar()->actions());
    QVERIFY(actions.size() > 25);
    for (const QAction* action : actions) {
      const bool isDock = qobject_cast<QDockWidget*>(action->parent()) != nullptr;
      if (isDock) continue;
      QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
      QVERIFY2(!names.contains(action->objectName()), qPrintable(action->objectName()));
      names += action->objectName();
      if (action->objectName().startsWith("seeFrom")) continue;  // the menu's title says it
      const QString bare = QString(action->text()).remove('&').remove("…");
      QVERIFY2(action->toolTip() != bare, qPrintable(action->text()));
    }
  }

  void noTwoActionsShareAShortcut() {
    ShownWindow shown;
    QMap<QString, QString> owners;
    for (const QAction* action : actionsIn(shown.window.menuBar()->actions())) {
      const QString keys = action->shortcut().toString();
      if (keys.isEmpty()) continue;
      QVERIFY2(!owners.contains(keys), qPrintable(owners.value(keys) + ": " + action->text()));
      owners.insert(keys, action->text());
    }
    QVERIFY(owners.size() > 15);
  }

  void viewsAddToTheMenus() {
    ShownWindow shown;
    QCOMPARE(namesOf(*menuTitled(shown.window, "&File")),
             (QStringList{"openNeurons", "openFolder", "openScoreFile", "Res&ults", "&Recent",
                          "closeResult", "-", "exportScores", "exportMatches", "saveHeatmapPicture",
                          "saveScenePicture", "-", "chooseMesh", "removeMesh", "-", "quit"}));
    QStringList look = namesOf(*menuTitled(shown.window, "&View"));
    QCOMPARE(look.mid(look.indexOf("-")),
             (QStringList{"-", "fitHeatmap", "colourScale", "See the scene &from", "resetCamera",
                          "clearSelection", "-", "resetLayout"}));
  }

  void everyDockCanBeHiddenAndComesBackWithTheLayout() {
    ShownWindow shown;
    QStringList names;
    for (auto* dock : shown.window.findChildren<QDockWidget*>()) {
      names += dock->objectName();
      QVERIFY(menuTitled(shown.window, "&View")->actions().contains(dock->toggleViewAction()));
      dock->toggleViewAction()->trigger();
      QVERIFY(!dock->isVisible());
    }
    QCOMPARE(names, (QStringList{"setsDock", "matchesDock", "jobsDock"}));
    shown.child<QAction>("resetLayout")->trigger();
    for (const auto* dock : shown.window.findChildren<QDockWidget*>())
      QVERIFY(dock->isVisible());
  }

  void aNewJobShowsTheJobs() {
    writeTinyNeurons(folder_.filePath("set"), 3);
    ShownWindow shown;
    shown.child<QDockWidget>("jobsDock")->hide();
    nblast::JobSpec spec;
    spec.queries = {folder_.filePath("set").toStdString()};
    spec.output = folder_.filePath("scores.h5").toStdString();
    shown.window.runJob(spec);
    QVERIFY(shown.child<QDockWidget>("jobsDock")->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!shown.work()->isBusy(), kLong_ms);
  }

  void actionsFollowWhatIsThere() {
    writeTinyNeurons(folder_.filePath("set"), 3);
    const QString mesh =
        writeText(folder_.filePath("brain.obj"),
                  "v -9 -9 -9\nv 60 -9 -9\nv -9 40 -9\nv -9 -9 40\nf 1 2 3\nf 1 2 4\nf 1 3 4\n");
    ShownWindow shown;
    shown.window.setMayAsk(false);
    for (const char* name : {"closeResult", "exportScores", "exportMatches", "saveHeatmapPicture",
                             "verifyScores", "fitHeatmap", "colourScale", "removeMesh"}) {
      QVERIFY2(!shown.child<QAction>(name)->isEnabled(), name);
    }
    nblast::JobSpec spec;
    spec.queries = {folder_.filePath("set").toStdString()};
    spec.output = folder_.filePath("more.h5").toStdString();
    shown.window.runJob(spec);
    QTRY_VERIFY_WITH_TIMEOUT(!shown.work()->isBusy(), kLong_ms);
    for (const char* name : {"closeResult", "exportScores", "exportMatches", "saveHeatmapPicture",
                             "verifyScores", "fitHeatmap", "colourScale"}) {
      QVERIFY2(shown.child<QAction>(name)->isEnabled(), name);
    }
    shown.work()->clearSelection();
    QVERIFY(!shown.child<QAction>("exportMatches")->isEnabled());
    shown.window.open({mesh});
    QTRY_VERIFY_WITH_TIMEOUT(shown.child<QAction>("removeMesh")->isEnabled(), kLong_ms);
    // However it is removed.
    shown.window.findChild<SceneWidget*>()->clearMesh();
    QVERIFY(!shown.child<QAction>("removeMesh")->isEnabled());
    shown.work()->closeResult();
    QVERIFY(!shown.child<QAction>("exportScores")->isEnabled());
  }

  void theWindowIsSettledWhenItsViewsAre() {
    writeTinyNeurons(folder_.filePath("set"), 3);
    ShownWindow shown;
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.isFullyDrawn(), kLong_ms);
    shown.openAndWait({folder_.filePath("set")});
    shown.work()->setPicked({{shown.work()->sets()->at(0).id, 1}});
    QVERIFY(!shown.window.isFullyDrawn());  // the scene is to show it
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.isFullyDrawn(), kLong_ms);
  }

  void picturesLieInTheirViews() {
    ShownWindow shown;
    QTRY_VERIFY_WITH_TIMEOUT(shown.window.isFullyDrawn(), kLong_ms);
    const auto rects = shown.window.pictureRects();
    QCOMPARE(rects.keys(), (QList<QString>{"heatmap", "scene"}));
    QVERIFY(shown.window.rect().contains(rects.value("scene")));
    QVERIFY(rects.value("scene").left() > rects.value("heatmap").right());
  }

  void theHelpListsTheShortcutsOfTheMenus() {
    ShownWindow shown;
    const AboutDialog about(shown.window.menuBar());
    QString text;
    for (const QLabel* label : about.findChildren<QLabel*>())
      text += label->text();
    for (const QAction* action : actionsIn(shown.window.menuBar()->actions())) {
      const QString keys = action->shortcut().toString(QKeySequence::NativeText);
      QVERIFY2(keys.isEmpty() || text.contains(keys + "</td>"), qPrintable(keys));
    }
  }

  void theHelpIsSeenWhole() {
    ShownWindow shown;
    AboutDialog about(shown.window.menuBar(), &shown.window);
    about.show();
    QVERIFY(QTest::qWaitForWindowExposed(&about));
    auto* area = about.findChild<QScrollArea*>();
    QVERIFY(area->widget()->height() >= area->widget()->heightForWidth(area->widget()->width()));
    QCOMPARE(area->verticalScrollBar()->maximum(), 0);  // on this screen there is room for all
  }

  void theLogCanBeSeen() {
    ShownWindow shown;
    auto* show = shown.child<QAction>("showLog");
    QVERIFY(!show->isVisible());  // there is none
    const QString log = writeText(folder_.filePath("log.txt"), "a line\n");
    shown.window.offerLog(log);
    QVERIFY(show->isVisible());
    Opener opener;
    show->trigger();
    QCOMPARE(opener.opened, QList<QUrl>{QUrl::fromLocalFile(log)});
    shown.window.offerLog(folder_.filePath("none.txt"));  // not written yet: its folder
    show->trigger();
    QCOMPARE(opener.opened.last(), QUrl::fromLocalFile(folder_.path()));
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  QApplication application(argc, argv);
  TestViews test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_views.moc"
