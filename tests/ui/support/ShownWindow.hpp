// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/export/Exporter.hpp"
#include "ui/matches/MatchesPanel.hpp"
#include "ui/run/RunDialog.hpp"
#include "ui/scene/ScenePane.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/window/MainWindow.hpp"

#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QUrl>

// The real window in a test, and what people do with it.

inline constexpr int kLong_ms = 30000;

/// A window with settings of its own, shown.
struct ShownWindow {
  QTemporaryDir folder;
  Settings settings;
  MainWindow window{&settings};

  /// @param ini settings that stay; empty: new ones
  /// @param size empty: the one it opens with by itself
  explicit ShownWindow(const QString& ini = {}, const QSize& size = {1100, 700})
      : settings(ini.isEmpty() ? folder.filePath("settings.ini") : ini) {
    if (!size.isEmpty()) window.resize(size);
    window.show();
    if (!QTest::qWaitForWindowExposed(&window)) qFatal("the window does not appear");
    QApplication::setActiveWindow(&window);  // shortcuts work; no window manager does it here
  }
  Workspace* work() { return window.workspace(); }
  MessageBar* messages() { return window.messages(); }
  QString told() { return messages()->sentences().join('\n'); }
  /// Nothing is read any more for matches and scene. The heatmap may still be: it takes longest.
  bool isSettled() {
    return !work()->isBusy() && window.findChild<MatchesPanel*>()->isUpToDate() &&
           window.findChild<ScenePane*>()->isFullyDrawn();
  }

  template <class Widget>
  Widget* child(const char* name) {
    auto* found = window.findChild<Widget*>(QLatin1String(name));
    if (found == nullptr) qFatal("no widget is called %s", name);
    return found;
  }
  /// A button of a message; null: there is none with this text.
  QPushButton* messageButton(const QString& text) {
    const auto buttons = messages()->findChildren<QPushButton*>();
    for (auto* button : buttons) {
      if (button->text().contains(text)) return button;
    }
    return nullptr;
  }
  /// @return false: there is none with this text
  bool press(const QString& text) {
    auto* button = messageButton(text);
    if (button != nullptr) button->click();
    return button != nullptr;
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

/// Presses Run NBLAST in the window, and Run in the dialog when its cost is known.
inline void runFromDialog(ShownWindow& shown, const QString& output, const QString& engine = "auto",
                          int top = 0) {
  whenOpen<RunDialog>([output, engine, top](RunDialog* dialog) {
    dialog->findChild<QCheckBox*>("keepTop")->setChecked(top > 0);
    if (top > 0) dialog->findChild<QSpinBox*>("top")->setValue(top);
    dialog->findChild<QLineEdit*>("output")->setText(output);
    dialog->findChild<QCheckBox*>("reference")->setChecked(engine == "reference");
    if (!dialog->isPlanned()) return false;
    dialog->findChild<QPushButton*>("run")->click();
    return true;
  });
  shown.child<QAction>("runNblast")->trigger();
}

/// Exports the scores that are shown, without the file dialog.
inline void exportScores(ShownWindow& shown, const QString& path) {
  shown.window.exporter()->writeScores(shown.work()->result()->file(), shown.work()->direction(),
                                       path);
}

/// What a picture is about: without the context.
inline QVector<SceneNeuron> lookedAt(const QVariant& neurons) {
  auto all = neurons.value<QVector<SceneNeuron>>();
  all.removeIf([](const SceneNeuron& neuron) { return neuron.role == SceneRole::Context; });
  return all;
}

inline QStringList selectedNames(QAbstractItemView* view, int column) {
  QStringList names;
  const auto rows = view->selectionModel()->selectedRows(column);
  for (const QModelIndex& index : rows)
    names += index.data().toString();
  names.sort();
  return names;
}
