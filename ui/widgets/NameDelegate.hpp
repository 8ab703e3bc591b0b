// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/text/NameShortener.hpp"

#include <QHash>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

#include <functional>

class QAbstractItemView;

/// Draws names so that they differ visibly from their siblings: without what all share, and those
/// that are still too long for their column shortened.
class NameDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  /// For all columns of a view; only the column of names is drawn otherwise than usual.
  /// @param view owns it, and has its model already
  /// @param shownNameRole of the model: the name without what all names share
  NameDelegate(QAbstractItemView* view, int nameColumn, int shownNameRole);

  /// Rows that look selected besides those that are in the view's selection.
  using IsSelected = std::function<bool(const QModelIndex&)>;
  void setAlsoSelected(IsSelected isSelected) { isSelected_ = std::move(isSelected); }

  /// What is drawn of a name in `room` pixels.
  QString textFor(const QModelIndex& index, const QFontMetrics& metrics, int room) const;

  /// What is drawn of a name in a cell.
  QString textIn(const QStyleOptionViewItem& cell, const QModelIndex& index) const;

  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;

 protected:
  /// The text that is shortened.
  virtual QString nameOf(const QModelIndex& index) const;

 private:
  const NameShortener& shortenerOf(const QModelIndex& index) const;

  int nameColumn_;
  int shownNameRole_;
  IsSelected isSelected_;
  /// By parent; forgotten when the model changes.
  mutable QHash<QPersistentModelIndex, NameShortener> shorteners_;
};
