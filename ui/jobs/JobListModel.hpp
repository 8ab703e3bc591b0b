// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

#include <QAbstractTableModel>
#include <QString>

#include <vector>

enum class JobState : quint8 {
  Waiting,
  Loading,
  Preparing,
  Scoring,
  Writing,
  Paused,
  Cancelling,
  Finished,
  Cancelled,
  Failed,
};
/// The word for a state: "waiting", "loading" and so on.
QString jobStateName(JobState state);
/// Whether a job is finished, cancelled or failed.
bool hasEnded(JobState state);

/// What the job list says about one job.
struct JobRow {
  int id = 0;
  QString name;
  JobState state = JobState::Waiting;
  /// The progress of the present phase.
  nblast::Progress progress;
  /// 0: the speed is not known yet.
  double pairsPerSecond = 0;
  /// Negative: the time is not known yet.
  double secondsLeft = -1;
  /// The time that the job took without pauses; negative: the job has not begun.
  double elapsedSeconds = -1;
  QString engine;
  /// Why the job failed, or how many neurons were left out.
  QString sentence;
  /// The path of the score file.
  QString path;
};

class JobListModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column {
    NameColumn,
    StateColumn,
    ProgressColumn,
    RateColumn,
    LeftColumn,
    ElapsedColumn,
    EngineColumn,
    ColumnCount
  };
  enum Role {
    /// The job's id, an int.
    JobIdRole = Qt::UserRole,
    /// The JobState, as an int.
    StateRole,
    /// How far the job is, for a progress bar: a double in [0, 1]; -1: that is not known.
    FractionRole,
  };
  using QAbstractTableModel::QAbstractTableModel;

  /// Adds a row; its id must be new.
  void add(const JobRow& row);
  /// Replaces the row with the same id; an unknown id changes nothing.
  void update(const JobRow& row);
  void remove(int id);
  /// @return null: no row has the id
  const JobRow* find(int id) const;
  /// @return -1: no row has the id
  int rowOf(int id) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  std::vector<JobRow> rows_;
};
