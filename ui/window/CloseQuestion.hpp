// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QMessageBox>
#include <QStringList>

class Exporter;
class NblastJobs;

/// Asks before the window closes while jobs run or files are written. What it says follows what
/// happens meanwhile. It answers itself when nothing is left to lose: yes, or no where something
/// failed, for its reason is to be read.
class CloseQuestion : public QMessageBox {
  Q_OBJECT
 public:
  /// @param jobs,exporter must outlive it
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
