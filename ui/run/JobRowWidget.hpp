// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/DevicePlan.hpp"
#include "compute/gpu/MemoryUse.hpp"
#include "ui/jobs/JobListModel.hpp"

#include <QFrame>

#include <vector>

class ElidedLabel;
class MemoryGauge;
class QLabel;
class QProgressBar;
class SentenceLabel;
class QToolButton;

/// One job: name, progress in pairs, speed, time left, GPU memory while it runs, and its buttons.
class JobRowWidget : public QFrame {
  Q_OBJECT
 public:
  explicit JobRowWidget(QWidget* parent = nullptr);
  void show(const JobRow& job, double fraction, qint64 leftOut);
  void setPlan(const std::vector<nblast::DevicePlan>& plans);  ///< the gauge is shown from here on
  void showMemory(const nblast::MemoryUse& use);

 Q_SIGNALS:
  void pauseWanted();
  void resumeWanted();
  void cancelWanted();
  void openWanted();
  void removeWanted();
  void leftOutWanted();

 private:
  QToolButton* addButton(const QString& icon, const QString& text, const char* objectName);
  void showButtons(const JobRow& job, qint64 leftOut);
  QLabel* icon_;
  QLabel* name_;
  ElidedLabel* facts_;
  SentenceLabel* sentence_;
  QProgressBar* bar_;
  QToolButton* pause_;
  QToolButton* cancel_;
  QToolButton* leftOut_;
  QToolButton* open_;
  QToolButton* remove_;
  MemoryGauge* gauge_;
  bool planned_ = false;
  bool paused_ = false;
};
