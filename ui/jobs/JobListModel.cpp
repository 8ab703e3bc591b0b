// SPDX-License-Identifier: BSD-3-Clause
#include "ui/jobs/JobListModel.hpp"

#include "ui/text/Format.hpp"

#include <algorithm>

QString jobStateName(JobState state) {
  switch (state) {
    case JobState::Waiting:
      return JobListModel::tr("waiting");
    case JobState::Loading:
      return JobListModel::tr("loading");
    case JobState::Preparing:
      return JobListModel::tr("preparing");
    case JobState::Scoring:
      return JobListModel::tr("scoring");
    case JobState::Writing:
      return JobListModel::tr("writing");
    case JobState::Paused:
      return JobListModel::tr("paused");
    case JobState::Cancelling:
      return JobListModel::tr("cancelling");
    case JobState::Finished:
      return JobListModel::tr("finished");
    case JobState::Cancelled:
      return JobListModel::tr("cancelled");
    case JobState::Failed:
      return JobListModel::tr("failed");
  }
  return {};
}

bool hasEnded(JobState state) {
  return state == JobState::Finished || state == JobState::Cancelled || state == JobState::Failed;
}

namespace {
double fractionOf(const JobRow& row) {
  if (row.state == JobState::Finished) return 1;
  if (row.state == JobState::Waiting) return 0;
  if (row.progress.total == 0) return -1;
  return static_cast<double>(row.progress.done) / static_cast<double>(row.progress.total);
}

QString text(const JobRow& row, int column) {
  switch (column) {
    case JobListModel::NameColumn:
      return row.name;
    case JobListModel::StateColumn:
      return row.state == JobState::Failed && !row.sentence.isEmpty()
                 ? JobListModel::tr("failed: %1").arg(row.sentence)
                 : jobStateName(row.state);
    case JobListModel::ProgressColumn:
      return row.state == JobState::Waiting ? QString() : formatProgress(row.progress);
    case JobListModel::RateColumn:
      return row.pairsPerSecond > 0 ? formatRate(row.pairsPerSecond) : QString();
    case JobListModel::LeftColumn:
      return row.secondsLeft >= 0 && !hasEnded(row.state) ? formatDuration(row.secondsLeft)
                                                          : QString();
    case JobListModel::ElapsedColumn:
      return row.elapsedSeconds >= 0 ? formatDuration(row.elapsedSeconds) : QString();
    case JobListModel::EngineColumn:
      return row.engine;
    default:
      return {};
  }
}

QString toolTip(const JobRow& row) {
  QStringList lines{row.name};
  if (!row.path.isEmpty()) lines.append(row.path);
  if (!row.sentence.isEmpty()) lines.append(row.sentence);
  return lines.join(QLatin1Char('\n'));
}

bool isNumber(int column) {
  return column == JobListModel::ProgressColumn || column == JobListModel::RateColumn ||
         column == JobListModel::LeftColumn || column == JobListModel::ElapsedColumn;
}
}  // namespace

void JobListModel::add(const JobRow& row) {
  const auto position = static_cast<int>(rows_.size());
  beginInsertRows({}, position, position);
  rows_.push_back(row);
  endInsertRows();
}

void JobListModel::update(const JobRow& row) {
  const int position = rowOf(row.id);
  if (position < 0) return;
  rows_[static_cast<std::size_t>(position)] = row;
  Q_EMIT dataChanged(index(position, 0), index(position, ColumnCount - 1));
}

void JobListModel::remove(int id) {
  const int position = rowOf(id);
  if (position < 0) return;
  beginRemoveRows({}, position, position);
  rows_.erase(rows_.begin() + position);
  endRemoveRows();
}

const JobRow* JobListModel::find(int id) const {
  const int position = rowOf(id);
  return position < 0 ? nullptr : &rows_[static_cast<std::size_t>(position)];
}

int JobListModel::rowOf(int id) const {
  const auto found =
      std::find_if(rows_.begin(), rows_.end(), [id](const JobRow& row) { return row.id == id; });
  return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

int JobListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int JobListModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant JobListModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto& row = rows_[static_cast<std::size_t>(index.row())];
  switch (role) {
    case Qt::DisplayRole:
      return text(row, index.column());
    case Qt::ToolTipRole:
      return toolTip(row);
    case Qt::TextAlignmentRole:
      return isNumber(index.column()) ? int(Qt::AlignRight | Qt::AlignVCenter)
                                      : int(Qt::AlignLeft | Qt::AlignVCenter);
    case JobIdRole:
      return row.id;
    case StateRole:
      return static_cast<int>(row.state);
    case FractionRole:
      return fractionOf(row);
    default:
      return {};
  }
}

QVariant JobListModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  switch (section) {
    case NameColumn:
      return tr("Job");
    case StateColumn:
      return tr("State");
    case ProgressColumn:
      return tr("Progress");
    case RateColumn:
      return tr("Speed");
    case LeftColumn:
      return tr("Time left");
    case ElapsedColumn:
      return tr("Elapsed");
    case EngineColumn:
      return tr("Engine");
    default:
      return {};
  }
}
