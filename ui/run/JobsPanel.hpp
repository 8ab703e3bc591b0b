// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Workspace.hpp"

#include <QHash>
#include <QWidget>

class JobRowWidget;
class MemoryPoller;
class QLabel;
class QVBoxLayout;

/// The jobs of this session, newest on top, each with its progress and what can be done with it.
/// The sentence of a job that failed stays until the job is removed.
class JobsPanel : public QWidget {
  Q_OBJECT
 public:
  /// @param memory must outlive the panel
  JobsPanel(Workspace* workspace, MemoryPoller* memory, QWidget* parent = nullptr);

 Q_SIGNALS:
  void leftOutWanted(int jobId);

 private:
  void rowsInserted(int first, int last);
  void rowsAboutToBeRemoved(int first, int last);
  void connectMemory();
  void refresh(int first, int last);
  int idAt(int row) const;

  Workspace* workspace_;
  MemoryPoller* memory_;
  QVBoxLayout* rows_;
  QLabel* hint_;
  QHash<int, JobRowWidget*> widgets_;
};
