#pragma once
#include "compute/analysis/Matches.hpp"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

/// The matches of one query, best first, sortable by every column (numbers as numbers, missing
/// scores last either way, ties by rank). Sorts itself: 100,000 rows need no proxy.
class MatchesModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { RankColumn, NameColumn, ForwardColumn, ReverseColumn, MeanColumn, ColumnCount };
  enum Role {
    TargetRole = Qt::UserRole,  ///< qint64 column of the result
    ValueRole,  ///< rank as qint64, name as QString, scores as double (NaN: missing)
  };
  using QAbstractTableModel::QAbstractTableModel;

  /// @param file gives the names; null together with no matches: empty
  /// @param matches ranked, as nblast::matchesOf returns them. The order chosen by sort() stays.
  void setMatches(std::shared_ptr<const nblast::ScoreFile> file, qint64 query,
                  std::vector<nblast::Match> matches);
  void clear();

  qint64 query() const { return query_; }                                 ///< -1: none
  const std::vector<nblast::Match>& matches() const { return matches_; }  ///< in rank order
  qint64 targetAt(int row) const;
  const nblast::Match& matchAt(int row) const;  ///< in the present order
  int rowOfTarget(
      qint64 target) const;  ///< in the present order; -1: not listed. Cost: a look at every row.

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

 private:
  QString nameOf(qint64 target) const;
  QString scoreText(const nblast::Match& match, int column) const;
  QVariant value(std::size_t rank, int column) const;
  void applyOrder();

  std::shared_ptr<const nblast::ScoreFile> file_;
  qint64 query_ = -1;
  std::vector<nblast::Match> matches_;
  std::vector<qint32> order_;  ///< row to index in matches_
  int sortColumn_ = RankColumn;
  Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};
