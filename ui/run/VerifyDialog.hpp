// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/analysis/Verify.hpp"
#include "ui/jobs/BackgroundTask.hpp"

#include <QDialog>

#include <memory>

class QDialogButtonBox;
class QLabel;
class QProgressBar;
class SentenceLabel;

/// What verifying has found, as one sentence.
QString verifySentence(const nblast::ScoreFile& file, const nblast::VerifyResult& result);

/// Recomputes random scores of a file in the background and says how far off the worst is. Begins
/// when it is made; closing it cancels.
class VerifyDialog : public QDialog {
  Q_OBJECT
 public:
  explicit VerifyDialog(std::shared_ptr<const nblast::ScoreFile> file, QWidget* parent = nullptr);
  bool isRunning() const { return task_.isRunning(); }

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void build();
  void ended(const TaskOutcome<nblast::VerifyResult>& outcome);
  void takeRoom();
  void tell(const QString& icon, const QColor& ink, const QString& sentence);

  std::shared_ptr<const nblast::ScoreFile> file_;
  QLabel* icon_;
  SentenceLabel* sentence_;
  QProgressBar* bar_;
  QDialogButtonBox* buttons_;
  BackgroundTask task_;
};
