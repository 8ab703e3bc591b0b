// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/LeftOutModel.hpp"

#include "ui/text/Format.hpp"

#include <utility>

void LeftOutModel::setRows(std::vector<nblast::LeftOut> rows) {
  beginResetModel();
  rows_ = std::move(rows);
  endResetModel();
}

QString LeftOutModel::text() const {
  QString text;
  for (int row = 0; row < rowCount(); ++row)
    text += textOf(row);
  return text;
}

QString LeftOutModel::textOf(int row) const {
  const auto& leftOut = rows_.at(static_cast<std::size_t>(row));
  return QStringLiteral("%1\t%2\n").arg(toQString(leftOut.name), toQString(leftOut.reason));
}

int LeftOutModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int LeftOutModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LeftOutModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
  const auto& row = rows_[static_cast<std::size_t>(index.row())];
  return toQString(index.column() == NameColumn ? row.name : row.reason);
}

QVariant LeftOutModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  if (section == NameColumn) return tr("Neuron or file");
  if (section == ReasonColumn) return tr("Why it was left out");
  return {};
}
