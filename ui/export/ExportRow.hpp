// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/widgets/NoticeRow.hpp"

#include <atomic>
#include <functional>

class QProgressBar;

/// One export under way, above the views: how large the file will be, how far the export is, and
/// Cancel. Destroying the row cancels the export and waits; nothing of the file is left then.
class ExportRow : public NoticeRow {
  Q_OBJECT
 public:
  explicit ExportRow(const QString& path);

  const QString& path() const { return path_; }
  /// Starts the export. @param work writes the file, whole or not at all
  void start(const std::function<void(nblast::JobControl&)>& work);
  /// Says how large the file will be. May be called on any thread.
  void tellSize(qint64 bytes);

 Q_SIGNALS:
  /// The export has ended. @param failure why the file could not be written, as a sentence
  void ended(TaskEnd end, const QString& failure);

 private:
  void show(const nblast::Progress& progress);

  QString path_;
  std::atomic<qint64> bytes_{-1};
  QProgressBar* bar_;
  BackgroundTask task_;
};
