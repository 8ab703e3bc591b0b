// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Workspace.hpp"

#include <QObject>
#include <QTimer>

class MemoryGauge;
class MemoryPoller;
class PairLabel;
class QLabel;
class QProgressBar;
class QStatusBar;
class QToolButton;

/// What the status bar says: what the pointer is on, what is being read, engine, GPU memory and
/// memory.
class StatusLine : public QObject {
  Q_OBJECT
 public:
  /// @param memory must outlive the status line
  StatusLine(QStatusBar* bar, Workspace* workspace, MemoryPoller* memory);
  /// @param score empty: the pointer is on no pair
  void showHovered(const QString& query, const QString& target, const QString& score);

 private:
  void showLoading(const QString& what, const nblast::Progress& progress);
  void showEngine(const QString& name, int threads);
  void showMemory();
  void resultChanged();

  Workspace* workspace_;
  PairLabel* hovered_;
  QLabel* loading_;
  QProgressBar* bar_;
  QToolButton* cancel_;
  QLabel* engine_;
  MemoryGauge* gauge_;
  QLabel* memory_;
  QTimer sampler_;
  /// The engine shown is that of a job, not a guess.
  bool planned_ = false;
};
