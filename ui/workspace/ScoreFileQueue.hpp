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
  /// Forgets the files that wait, and the one that is being opened.
  void drop();
  bool isOpening() const { return !waiting_.isEmpty(); }

 Q_SIGNALS:
  void failed(const QString& path, const QString& sentence);
  /// No file is waiting any more. @param opened the files that could be opened, in order
  /// @param last the last of them; null: none could be opened
  void opened(const QStringList& opened, const std::shared_ptr<const nblast::ScoreFile>& last);

 private:
  void openNext();

  /// The first of these is being opened.
  QStringList waiting_;
  QStringList opened_;
  std::shared_ptr<const nblast::ScoreFile> last_;
  BackgroundTask task_;
};
