// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Workspace.hpp"

#include <QObject>

class OpenCommands;
class QAction;
class QMenu;
class QWidget;
class Settings;

/// The menus of recent files and of this session's results: what could be opened goes in, what is
/// no longer there goes out.
class RecentFiles : public QObject {
  Q_OBJECT
 public:
  /// @param window owns the menus
  RecentFiles(Workspace* workspace, Settings* settings, OpenCommands* opening, QWidget* window);

  /// The entry "Recent", with its menu.
  QAction* recent() const;
  /// The entry "Results", with its menu.
  QAction* results() const;
  /// Looks which of the recent files are still there. To be called before the menu that holds
  /// recent() is shown: an empty submenu does not show by itself.
  void review();

 private:
  void neuronsLoaded(int setId);
  void showResults();

  Workspace* workspace_;
  Settings* settings_;
  OpenCommands* opening_;
  QMenu* recent_;
  QMenu* results_;
};
