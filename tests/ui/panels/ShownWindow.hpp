#pragma once
// What tests of the whole window share: one with settings of its own, drops, answers to dialogs.
#include "ui/MainWindow.hpp"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

constexpr int kLong_ms = 30000;

/// A window with settings of its own, shown.
struct ShownWindow {
  QTemporaryDir folder;
  Settings settings;
  MainWindow window{&settings};

  explicit ShownWindow(const QString& ini = {})
      : settings(ini.isEmpty() ? folder.filePath("settings.ini") : ini) {
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) qFatal("the window does not appear");
  }
  Workspace* work() { return window.workspace(); }
  MessageBar* messages() { return window.messages(); }
  QString told() { return messages()->sentences().join('\n'); }

  template <class Widget>
  Widget* child(const char* name) {
    auto* found = window.findChild<Widget*>(QLatin1String(name));
    if (found == nullptr) qFatal("no widget is called %s", name);
    return found;
  }
  /// Presses a button of a message. @return false: there is none with this text
  bool press(const QString& text) {
    const auto buttons = messages()->findChildren<QPushButton*>();
    for (auto* button : buttons) {
      if (!button->text().contains(text)) continue;
      button->click();
      return true;
    }
    return false;
  }
  /// Drops files on the window, as a file manager does.
  void drop(const QStringList& paths) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& path : paths)
      urls += QUrl::fromLocalFile(path);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &event);
  }
  /// Opens and waits until all is read and all that follows has been said.
  void openAndWait(const QStringList& paths) {
    window.open(paths);
    QTRY_VERIFY_WITH_TIMEOUT(!work()->isLoading(), kLong_ms);
    QCoreApplication::processEvents();
  }
};

/// Does something with the next modal window of a kind, when it is there.
template <class Window, class Act>
void whenOpen(Act act, int tries = 300) {
  QTimer::singleShot(20, qApp, [act, tries] {
    auto* open = qobject_cast<Window*>(QApplication::activeModalWidget());
    if (open != nullptr && act(open)) return;
    if (tries > 0) whenOpen<Window>(act, tries - 1);
  });
}
