// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QObject>
#include <QString>
#include <QTimer>

class MainWindow;

/// Waits until a window is fully drawn and ends the event loop then; the picture is taken after it.
class Screenshot : public QObject {
  Q_OBJECT
 public:
  Screenshot(MainWindow* window, const QString& path, QObject* parent = nullptr);

  /// Saves the window's picture and prints where heatmap and scene are in it.
  /// @return the exit code: 1 if something failed on the way (the reason goes to stderr)
  int take();

 private:
  void look();
  MainWindow* window_;
  QString path_;
  QTimer timer_;
  int quietLooks_ = 0;
  int idleLooks_ = 0;
  bool failed_ = false;
};
