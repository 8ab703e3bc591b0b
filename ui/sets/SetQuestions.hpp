// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Settings.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QHash>
#include <QObject>

class MessageBar;

/// What is asked and shown about a set of neurons: its unit, whether neurons can be so large, and
/// what was left out of it. Units that were confirmed are remembered for their files.
class SetQuestions : public QObject {
  Q_OBJECT
 public:
  SetQuestions(Workspace* workspace, MessageBar* messages, Settings* settings, QWidget* window);

  void changeUnit(int setId);   ///< by a dialog
  void showLeftOut(int setId);  ///< in a dialog
  void showLeftOutOfJob(int jobId);

 private:
  void neuronsLoaded(int setId);
  void nothingLoaded(const QString& title, const std::vector<nblast::LeftOut>& files);
  void setChanged(int setId);
  void setRemoved(int setId);
  void askForUnit(int setId);
  void reviewSize(int setId);

  Workspace* workspace_;
  MessageBar* messages_;
  Settings* settings_;
  QWidget* window_;
  /// Of each set: to work out a fingerprint is a look at every neuron and every file.
  QHash<int, RememberedUnit> remembered_;
};
