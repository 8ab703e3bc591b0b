// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/NameDelegate.hpp"

#include <QAbstractItemView>
#include <QApplication>
#include <QStyle>

#include <algorithm>

namespace {
constexpr int kTypicalNames = 1000;
}

NameDelegate::NameDelegate(QAbstractItemView* view, int nameColumn, int shownNameRole)
    : QStyledItemDelegate(view), nameColumn_(nameColumn), shownNameRole_(shownNameRole) {
  const auto forget = [this] { shorteners_.clear(); };
  const auto* model = view->model();
  connect(model, &QAbstractItemModel::modelReset, this, forget);
  connect(model, &QAbstractItemModel::rowsInserted, this, forget);
  connect(model, &QAbstractItemModel::rowsRemoved, this, forget);
  connect(model, &QAbstractItemModel::dataChanged, this, forget);
}

const NameShortener& NameDelegate::shortenerOf(const QModelIndex& index) const {
  const QPersistentModelIndex parent(index.parent());
  auto found = shorteners_.find(parent);
  if (found == shorteners_.end()) {
    const auto* model = index.model();
    const int rows = model->rowCount(index.parent());
    const int step = std::max(1, rows / kTypicalNames);
    QStringList names;
    for (int row = 0; row < rows; row += step)
      names += nameOf(index.sibling(row, nameColumn_));
    found = shorteners_.insert(parent, NameShortener(std::move(names)));
  }
  return *found;
}

QString NameDelegate::textFor(const QModelIndex& index, const QFontMetrics& metrics,
                              int room) const {
  return shortenerOf(index).shortened(
      nameOf(index), [&](const QString& text) { return metrics.horizontalAdvance(text) <= room; });
}

QString NameDelegate::nameOf(const QModelIndex& index) const {
  return index.data(shownNameRole_).toString();
}

QString NameDelegate::textIn(const QStyleOptionViewItem& cell, const QModelIndex& index) const {
  QStyleOptionViewItem shown = cell;
  initStyleOption(&shown, index);
  const QStyle* style = shown.widget != nullptr ? shown.widget->style() : QApplication::style();
  const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, shown.widget) + 1;
  // One pixel less than there is: the style rounds otherwise, and would shorten once more.
  const int room =
      style->subElementRect(QStyle::SE_ItemViewItemText, &shown, shown.widget).width() -
      2 * margin - 1;
  return textFor(index, shown.fontMetrics, room);
}

void NameDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                         const QModelIndex& index) const {
  QStyleOptionViewItem shown = option;
  if (isSelected_ && isSelected_(index)) shown.state |= QStyle::State_Selected;
  if (index.column() != nameColumn_) return QStyledItemDelegate::paint(painter, shown, index);
  initStyleOption(&shown, index);
  const QStyle* style = shown.widget != nullptr ? shown.widget->style() : QApplication::style();
  shown.text = textIn(option, index);
  style->drawControl(QStyle::CE_ItemViewItem, &shown, painter, shown.widget);
}
