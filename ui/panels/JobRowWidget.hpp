#pragma once
#include "ui/models/JobListModel.hpp"

#include <QFrame>

class ElidedLabel;
class QLabel;
class QProgressBar;
class QToolButton;

/// One job: name, progress in pairs, speed, time left, and its buttons.
class JobRowWidget : public QFrame {
  Q_OBJECT
 public:
  explicit JobRowWidget(QWidget* parent = nullptr);
  void show(const JobRow& job, double fraction, qint64 leftOut);

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
  QLabel* sentence_;
  QProgressBar* bar_;
  QToolButton* pause_;
  QToolButton* cancel_;
  QToolButton* leftOut_;
  QToolButton* open_;
  QToolButton* remove_;
  bool paused_ = false;
};
