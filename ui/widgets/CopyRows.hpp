// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QObject>

#include <functional>

class QAbstractItemView;

/// Ctrl+C in a view copies its selected rows, not the text of one cell. Lives as long as the view.
class CopyRows : public QObject {
  Q_OBJECT
 public:
  /// @param text the selected rows as text; empty: nothing is copied
  CopyRows(QAbstractItemView* view, std::function<QString()> text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  std::function<QString()> text_;
};

/// The selected rows of a view from top to bottom, as their indices in a column.
QList<QModelIndex> selectedRowsInOrder(const QAbstractItemView& view, int column = 0);
