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
  Export,   ///< File, with all that saves something
  Content,  ///< File, with what is loaded into a view
  Look,     ///< View
};

struct ViewAction {
  MenuPlace place;
  QAction* action;  ///< named, with a tool tip; belongs to the view's widget
};

/// A view of the window: a panel, and all that the window must know of it. Menus, docks, the
/// layout, opened files and screenshots follow from the list of views (ui/window/Views.cpp).
struct View {
  /// Of the remembered layout and of screenshots ("heatmap"): never changes.
  QString name;
  QString title;              ///< of its dock, and of the entry that shows and hides it
  QWidget* widget = nullptr;  ///< becomes the window's
  /// Where it is docked at first; none: it stands in the centre, beside the others there.
  Qt::DockWidgetArea area = Qt::NoDockWidgetArea;
  /// The dock's first width (its height, where it is docked at the bottom): this share of the
  /// window's width, but not more than so many pixels.
  double share = 1;
  int most_px = 0;
  QList<ViewAction> actions = {};
  /// Shows what is selected as it is now; null: always.
  std::function<bool()> isSettled = {};
  /// Where its picture is, in pixels of the widget: written down with a screenshot; null: nowhere.
  std::function<QRect()> pictureRect = {};
  /// Takes of opened files what concerns the view; null: nothing.
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
