// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/widgets/NoticeRow.hpp"

#include <atomic>
#include <functional>

class QProgressBar;

/// One export under way, above the views: how large it will be, how far it is, and Cancel.
/// Destroying it cancels and waits; nothing of the file is left then.
class ExportRow : public NoticeRow {
  Q_OBJECT
 public:
  explicit ExportRow(const QString& path);

  const QString& path() const { return path_; }
  /// @param work writes the file, whole or not at all
  void start(const std::function<void(nblast::JobControl&)>& work);
  void tellSize(qint64 bytes);  ///< any thread

 Q_SIGNALS:
  /// The file is written, or was cancelled, or could not be written (a sentence).
  void ended(TaskEnd end, const QString& failure);

 private:
  void show(const nblast::Progress& progress);

  QString path_;
  std::atomic<qint64> bytes_{-1};
  QProgressBar* bar_;
  BackgroundTask task_;
};
