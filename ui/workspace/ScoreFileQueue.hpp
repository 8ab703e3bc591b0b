// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "ui/jobs/BackgroundTask.hpp"

#include <QObject>
#include <QStringList>

#include <memory>

/// Opens score files in the background, one after the other, in the order in which they were given.
/// Lives on the UI thread.
class ScoreFileQueue : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  void add(const QStringList& paths);
  void drop();  ///< what waits, and the file that is being opened
  bool isOpening() const { return !waiting_.isEmpty(); }

 Q_SIGNALS:
  void failed(const QString& path, const QString& sentence);
  /// None is waiting any more. @param opened those that could be opened, in order; null: none
  /// @param last the last of them
  void opened(const QStringList& opened, const std::shared_ptr<const nblast::ScoreFile>& last);

 private:
  void openNext();

  QStringList waiting_;  ///< the first is being opened
  QStringList opened_;
  std::shared_ptr<const nblast::ScoreFile> last_;
  BackgroundTask task_;
};
