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
QString jobStateName(JobState state);  ///< "waiting", …
bool hasEnded(JobState state);         ///< finished, cancelled or failed

/// What the job list says about one job.
struct JobRow {
  int id = 0;
  QString name;
  JobState state = JobState::Waiting;
  nblast::Progress progress;   ///< of the present phase
  double pairsPerSecond = 0;   ///< 0: not known yet
  double secondsLeft = -1;     ///< negative: not known yet
  double elapsedSeconds = -1;  ///< without pauses; negative: not begun
  QString engine;
  QString sentence;  ///< why it failed; what was left out
  QString path;      ///< of the score file
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
    JobIdRole = Qt::UserRole,  ///< int
    StateRole,                 ///< int(JobState)
    FractionRole,              ///< double in [0, 1] for a progress bar; -1: not known
  };
  using QAbstractTableModel::QAbstractTableModel;

  void add(const JobRow& row);     ///< the id must be new
  void update(const JobRow& row);  ///< the row with the same id; an unknown one changes nothing
  void remove(int id);
  const JobRow* find(int id) const;  ///< null: there is none
  int rowOf(int id) const;           ///< -1 likewise

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  std::vector<JobRow> rows_;
};
