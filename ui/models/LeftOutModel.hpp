// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"

#include <QAbstractTableModel>

#include <vector>

/// What was left out, and why.
class LeftOutModel : public QAbstractTableModel {
  Q_OBJECT
 public:
  enum Column { NameColumn, ReasonColumn, ColumnCount };
  using QAbstractTableModel::QAbstractTableModel;

  void setRows(std::vector<nblast::LeftOut> rows);
  QString textOf(int row) const;  ///< one line
  QString text() const;  ///< all rows, a line each, tab between name and reason: for the clipboard

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 private:
  std::vector<nblast::LeftOut> rows_;
};
