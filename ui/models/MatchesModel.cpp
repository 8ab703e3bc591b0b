// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/MatchesModel.hpp"

#include "ui/text/Format.hpp"
#include "ui/text/ScoreText.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

namespace {
double scoreIn(const nblast::Match& match, int column) {
  switch (column) {
    case MatchesModel::ForwardColumn:
      return match.forward;
    case MatchesModel::ReverseColumn:
      return match.reverse;
    default:
      return match.mean;
  }
}

/// Rows by one column. Missing scores come last in both directions, ties stay in rank order.
void sortByScore(std::vector<qint32>& order, const std::vector<nblast::Match>& matches, int column,
                 Qt::SortOrder direction) {
  std::stable_sort(order.begin(), order.end(), [&](qint32 a, qint32 b) {
    const double left = scoreIn(matches[static_cast<std::size_t>(a)], column);
    const double right = scoreIn(matches[static_cast<std::size_t>(b)], column);
    if (std::isnan(left) || std::isnan(right)) return !std::isnan(left) && std::isnan(right);
    return direction == Qt::AscendingOrder ? left < right : left > right;
  });
}
}  // namespace

void MatchesModel::setMatches(std::shared_ptr<const nblast::ScoreFile> file, qint64 query,
                              std::vector<nblast::Match> matches) {
  beginResetModel();
  file_ = std::move(file);
  query_ = query;
  matches_ = std::move(matches);
  // A sparse file lists nothing until it is complete, and never all.
  isProvisional_ = file_ != nullptr && !file_->isSparse() && !matches_.empty() &&
                   static_cast<qint64>(matches_.size()) < targets();
  applyOrder();
  endResetModel();
}

void MatchesModel::clear() {
  setMatches(nullptr, -1, {});
}

void MatchesModel::setSharedEnds(const SharedEnds& ends) {
  ends_ = ends;
  if (rowCount() > 0) {
    Q_EMIT dataChanged(index(0, NameColumn), index(rowCount() - 1, NameColumn), {ShownNameRole});
  }
}

void MatchesModel::setFilter(const QString& text) {
  if (text == filter_) return;
  beginResetModel();
  filter_ = text;
  applyOrder();
  endResetModel();
}

qint64 MatchesModel::targets() const {
  if (file_ == nullptr) return 0;
  return file_->targets().size() - (file_->isAllByAll() ? 1 : 0);
}

qint64 MatchesModel::targetAt(int row) const {
  return matchAt(row).target;
}

const nblast::Match& MatchesModel::matchAt(int row) const {
  return matches_[static_cast<std::size_t>(order_.at(static_cast<std::size_t>(row)))];
}

std::vector<nblast::Match> MatchesModel::sortedMatches() const {
  std::vector<qint32> ranks(matches_.size());
  std::iota(ranks.begin(), ranks.end(), 0);
  sortRanks(&ranks);
  std::vector<nblast::Match> sorted;
  sorted.reserve(ranks.size());
  for (const qint32 rank : ranks)
    sorted.push_back(matches_[static_cast<std::size_t>(rank)]);
  return sorted;
}

int MatchesModel::rowOfTarget(qint64 target) const {
  const bool isKnown = target >= 0 && target < static_cast<qint64>(rowOfTarget_.size());
  return isKnown ? rowOfTarget_[static_cast<std::size_t>(target)] : -1;
}

int MatchesModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(order_.size());
}

int MatchesModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString MatchesModel::nameOf(qint64 target) const {
  return toQString(file_->targets().labels.at(static_cast<std::size_t>(target)).key);
}

QString MatchesModel::rankText(std::size_t rank) const {
  const QString text = formatCount(static_cast<qint64>(rank) + 1);
  return isProvisional_ ? QStringLiteral("(%1)").arg(text) : text;
}

QString MatchesModel::scoreText(const nblast::Match& match, int column) const {
  const double score = scoreIn(match, column);
  return std::isinf(score) ? formatScore(score, *file_) : formatScore(score);
}

QVariant MatchesModel::value(std::size_t rank, int column) const {
  if (column == RankColumn) return static_cast<qint64>(rank) + 1;
  if (column == NameColumn) return nameOf(matches_[rank].target);
  return scoreIn(matches_[rank], column);
}

QVariant MatchesModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const int column = index.column();
  const auto rank = static_cast<std::size_t>(order_[static_cast<std::size_t>(index.row())]);
  switch (role) {
    case TargetRole:
      return static_cast<qint64>(matches_[rank].target);
    case ValueRole:
      return value(rank, column);
    case Qt::DisplayRole:
      if (column == RankColumn) return rankText(rank);
      if (column == NameColumn) return nameOf(matches_[rank].target);
      return scoreText(matches_[rank], column);
    case ShownNameRole:
      return column == NameColumn ? ends_.without(nameOf(matches_[rank].target)) : QVariant();
    case Qt::ToolTipRole:
      if (column == NameColumn) return nameOf(matches_[rank].target);
      if (column == RankColumn && isProvisional_)
        return tr("May change: not all targets are scored yet");
      return {};
    case Qt::TextAlignmentRole:
      return column == NameColumn ? int(Qt::AlignLeft | Qt::AlignVCenter)
                                  : int(Qt::AlignRight | Qt::AlignVCenter);
    default:
      return {};
  }
}

QVariant MatchesModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  static constexpr std::array<const char*, ColumnCount> kTitles{
      QT_TR_NOOP("Rank"), QT_TR_NOOP("Name"), QT_TR_NOOP("Forward"), QT_TR_NOOP("Reverse"),
      QT_TR_NOOP("Mean")};
  static constexpr std::array<const char*, ColumnCount> kMeanings{
      QT_TR_NOOP("Place among this query's matches"), QT_TR_NOOP("The target neuron"),
      QT_TR_NOOP("The query scored against this target"),
      QT_TR_NOOP("This target scored against the query"),
      QT_TR_NOOP("Mean of forward and reverse")};
  if (section < 0 || section >= ColumnCount) return {};
  if (role == Qt::DisplayRole) return tr(kTitles[static_cast<std::size_t>(section)]);
  if (role == Qt::ToolTipRole) return tr(kMeanings[static_cast<std::size_t>(section)]);
  // The first click on a column of scores shows the best.
  const bool isText = section == RankColumn || section == NameColumn;
  if (role == Qt::InitialSortOrderRole)
    return int(isText ? Qt::AscendingOrder : Qt::DescendingOrder);
  return {};
}

void MatchesModel::sort(int column, Qt::SortOrder order) {
  if (column < 0 || column >= ColumnCount) return;
  beginResetModel();
  sortColumn_ = column;
  sortOrder_ = order;
  applyOrder();
  endResetModel();
}

void MatchesModel::applyOrder() {
  order_.clear();
  for (std::size_t i = 0; i < matches_.size(); ++i) {
    if (filter_.isEmpty() || nameOf(matches_[i].target).contains(filter_, Qt::CaseInsensitive))
      order_.push_back(static_cast<qint32>(i));
  }
  sortRanks(&order_);
  rowOfTarget_.assign(file_ == nullptr ? 0 : static_cast<std::size_t>(file_->targets().size()), -1);
  for (std::size_t row = 0; row < order_.size(); ++row) {
    const qint64 target = matches_[static_cast<std::size_t>(order_[row])].target;
    rowOfTarget_.at(static_cast<std::size_t>(target)) = static_cast<qint32>(row);
  }
}

void MatchesModel::sortRanks(std::vector<qint32>* ranks) const {
  if (sortColumn_ == RankColumn) {
    if (sortOrder_ == Qt::DescendingOrder) std::reverse(ranks->begin(), ranks->end());
    return;
  }
  if (sortColumn_ != NameColumn) return sortByScore(*ranks, matches_, sortColumn_, sortOrder_);
  std::vector<QString> names(matches_.size());
  for (const qint32 rank : *ranks) {
    names[static_cast<std::size_t>(rank)] =
        nameOf(matches_[static_cast<std::size_t>(rank)].target).toCaseFolded();
  }
  std::stable_sort(ranks->begin(), ranks->end(), [&](qint32 a, qint32 b) {
    const int compared =
        names[static_cast<std::size_t>(a)].compare(names[static_cast<std::size_t>(b)]);
    return sortOrder_ == Qt::AscendingOrder ? compared < 0 : compared > 0;
  });
}
