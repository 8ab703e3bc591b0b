#pragma once
#include "ui/panels/Workspace.hpp"

#include <QObject>
#include <QTimer>

class QLabel;
class QProgressBar;
class QStatusBar;
class QToolButton;

/// What the status bar says: what the pointer is on, what is being read, engine and memory.
class StatusLine : public QObject {
  Q_OBJECT
 public:
  StatusLine(QStatusBar* bar, Workspace* workspace);
  void showHovered(const QString& text);

 private:
  void showLoading(const QString& what, const nblast::Progress& progress);
  void showEngine(const QString& name, int threads);
  void showMemory();

  Workspace* workspace_;
  QLabel* hovered_;
  QLabel* loading_;
  QProgressBar* bar_;
  QToolButton* cancel_;
  QLabel* engine_;
  QLabel* memory_;
  QTimer sampler_;
};
