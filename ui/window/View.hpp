// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/OpenFiles.hpp"

#include <QList>
#include <QObject>
#include <QRect>
#include <QString>

#include <functional>

class Exporter;
class MemoryPoller;
class QAction;
class QWidget;
class SetQuestions;
class Settings;
class Workspace;

/// Where in the menus an action stands.
enum class MenuPlace : quint8 {
  /// The File menu, with all that saves something.
  Export,
  /// The File menu, with what is loaded into a view.
  Content,
  /// The View menu.
  Look,
};

struct ViewAction {
  MenuPlace place;
  /// Has an object name and a tool tip, and belongs to the view's widget.
  QAction* action;
};

/// A view of the window: a panel, and all that the window must know of it. Menus, docks, the
/// layout, opened files and screenshots follow from the list of views (ui/window/Views.cpp).
struct View {
  /// The key of the view in the remembered layout and in what is printed with a screenshot
  /// ("heatmap"): it never changes.
  QString name;
  /// The title of the dock, and of the entry that shows and hides the dock.
  QString title;
  /// The panel; it becomes a child of the window.
  QWidget* widget = nullptr;
  /// Where the view is docked at first; none: the view stands in the centre, beside others.
  Qt::DockWidgetArea area = Qt::NoDockWidgetArea;
  /// The dock's first width (its height, where it is docked at the bottom): this share of the
  /// window's width, but at most most_px.
  double share = 1;
  int most_px = 0;
  QList<ViewAction> actions = {};
  /// Whether the view shows the present state of what is selected; null: always.
  std::function<bool()> isSettled = {};
  /// Where the view's picture is, in pixels of the widget, for screenshots; null: there is none.
  std::function<QRect()> pictureRect = {};
  /// Takes of opened files what concerns the view; null: no file does.
  std::function<void(const OpenFiles&)> open = {};
};

/// What views may want of the window.
class ViewRequests : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

 Q_SIGNALS:
  void openNeuronsWanted();
  void openFolderWanted();
  void runWanted(int setId);
  /// What is under the pointer; empty when it has left.
  void hovered(const QString& query, const QString& target, const QString& score);
};

/// What a view is made of. All of it outlives the view's widget.
struct ViewContext {
  Workspace* workspace;
  Settings* settings;
  MemoryPoller* memory;
  Exporter* exporter;
  SetQuestions* questions;
  ViewRequests* requests;
};
