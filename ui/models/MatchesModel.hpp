// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/analysis/Matches.hpp"
#include "ui/text/SharedEnds.hpp"

#include <QAbstractTableModel>

#include <memory>
#include <vector>

/// The matches of one query, best first, sortable by every column (numbers as numbers, missing
/// scores last either way, ties by rank) and narrowed to names that contain a text. Sorts and
/// filters itself and begins anew then (a model reset): views that follow every moved row would
/// stand still for a minute at 30,000 selected ones.
class MatchesModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { RankColumn, NameColumn, ForwardColumn, ReverseColumn, MeanColumn, ColumnCount };
  enum Role {
    TargetRole = Qt::UserRole,  ///< qint64 column of the result
    ValueRole,      ///< rank as qint64, name as QString, scores as double (NaN: missing)
    ShownNameRole,  ///< the name without what all names share; everywhere else it is whole
  };
  using QAbstractTableModel::QAbstractTableModel;

  /// @param file gives the names; null together with no matches: empty
  /// @param matches ranked, as nblast::matchesOf returns them. Order and filter stay.
  void setMatches(std::shared_ptr<const nblast::ScoreFile> file, qint64 query,
                  std::vector<nblast::Match> matches);
  void clear();
  void setSharedEnds(const SharedEnds& ends);  ///< of the targets' names
  void setFilter(const QString& text);         ///< in any case; empty: all are listed

  const std::shared_ptr<const nblast::ScoreFile>& file() const { return file_; }  ///< null: empty
  qint64 query() const { return query_; }                                         ///< -1: none
  const std::vector<nblast::Match>& matches() const { return matches_; }  ///< in rank order, all
  std::vector<nblast::Match> sortedMatches() const;  ///< all, in the present order
  /// How many targets the query has, itself not counted.
  qint64 targets() const;
  /// A job is still scoring targets: a rank may change, and is written in brackets.
  bool isProvisional() const { return isProvisional_; }
  qint64 targetAt(int row) const;
  const nblast::Match& matchAt(int row) const;  ///< in the present order
  int rowOfTarget(qint64 target) const;         ///< in the present order; -1: not listed

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

 private:
  QString nameOf(qint64 target) const;
  QString rankText(std::size_t rank) const;
  QString scoreText(const nblast::Match& match, int column) const;
  QVariant value(std::size_t rank, int column) const;
  void applyOrder();
  void sortRanks(std::vector<qint32>* ranks) const;

  std::shared_ptr<const nblast::ScoreFile> file_;
  SharedEnds ends_;
  qint64 query_ = -1;
  std::vector<nblast::Match> matches_;
  bool isProvisional_ = false;
  std::vector<qint32> order_;        ///< row to index in matches_
  std::vector<qint32> rowOfTarget_;  ///< -1: not listed
  QString filter_;
  int sortColumn_ = RankColumn;
  Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};
