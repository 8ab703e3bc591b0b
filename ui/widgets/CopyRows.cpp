// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/CopyRows.hpp"

#include <QAbstractItemView>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>

#include <algorithm>
#include <utility>

CopyRows::CopyRows(QAbstractItemView* view, std::function<QString()> text)
    : QObject(view), text_(std::move(text)) {
  view->installEventFilter(this);
}

bool CopyRows::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress ||
      !static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
    return QObject::eventFilter(watched, event);
  }
  const QString text = text_();
  if (!text.isEmpty()) QApplication::clipboard()->setText(text);
  return true;
}

QList<QModelIndex> selectedRowsInOrder(const QAbstractItemView& view, int column) {
  auto rows = view.selectionModel()->selectedRows(column);
  std::sort(rows.begin(), rows.end(), [](const QModelIndex& a, const QModelIndex& b) {
    return std::pair(a.parent().row(), a.row()) < std::pair(b.parent().row(), b.row());
  });
  return rows;
}
