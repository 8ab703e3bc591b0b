#pragma once
#include "ui/panels/Workspace.hpp"

#include <QObject>

class MessageBar;

/// What is asked and told about a set of neurons: its unit, and what was left out of it.
class SetQuestions : public QObject {
  Q_OBJECT
 public:
  SetQuestions(Workspace* workspace, MessageBar* messages, QWidget* window);

  void changeUnit(int setId);   ///< by a dialog
  void showLeftOut(int setId);  ///< likewise
  void showLeftOutOfJob(int jobId);

 private:
  void neuronsLoaded(int setId);
  void askForUnit(int setId);

  Workspace* workspace_;
  MessageBar* messages_;
  QWidget* window_;
};
