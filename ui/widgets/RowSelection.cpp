// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/RowSelection.hpp"

#include <QGuiApplication>
#include <QItemSelectionModel>

#include <algorithm>

qsizetype appendRuns(const QAbstractItemModel& model, const QModelIndex& parent,
                     std::vector<int> rows, QItemSelection* runs) {
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  const int lastColumn = model.columnCount(parent) - 1;
  qsizetype added = 0;
  for (std::size_t i = 0; i < rows.size() && runs->size() < kMostRuns;) {
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end] == rows[end - 1] + 1)
      ++end;
    runs->append(QItemSelectionRange(model.index(rows[i], 0, parent),
                                     model.index(rows[end - 1], lastColumn, parent)));
    added += static_cast<qsizetype>(end - i);
    i = end;
  }
  return added;
}

void replaceSelection(QItemSelectionModel* model, const QItemSelection& runs) {
  model->clearSelection();
  model->select(runs, QItemSelectionModel::Select);
}

bool isAddingToSelection() {
  return QGuiApplication::keyboardModifiers().testFlag(Qt::ControlModifier) &&
         QGuiApplication::mouseButtons() != Qt::NoButton;
}
