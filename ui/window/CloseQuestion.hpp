// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QMessageBox>
#include <QStringList>

class Exporter;
class NblastJobs;

/// Asks before the window closes while jobs run or files are written. The text follows what
/// happens meanwhile. When nothing is left to lose the question answers itself: with yes, or with
/// no where something failed, so that the user can read why.
class CloseQuestion : public QMessageBox {
  Q_OBJECT
 public:
  /// @param jobs,exporter must outlive the question
  CloseQuestion(const NblastJobs* jobs, const Exporter* exporter, QWidget* parent);

  /// Waits for the answer, where there is something to lose. @return whether to close
  bool mayClose();

 private:
  QStringList losses() const;
  void review();
  const NblastJobs* jobs_;
  const Exporter* exporter_;
  /// Files that were being written when the question was asked.
  QStringList unwritten_;
  bool hasFailed_ = false;
  QPushButton* close_;
};
