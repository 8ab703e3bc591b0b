// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Workspace.hpp"

#include <QObject>

class MainMenu;
class Settings;

/// Keeps the menus of recent files and of this session's results: what could be opened goes in,
/// what is no longer there goes out.
class RecentFiles : public QObject {
  Q_OBJECT
 public:
  RecentFiles(Workspace* workspace, Settings* settings, MainMenu* menu, QObject* parent);

 private:
  void neuronsLoaded(int setId);
  void showRecent();
  void showResults();

  Workspace* workspace_;
  Settings* settings_;
  MainMenu* menu_;
};
