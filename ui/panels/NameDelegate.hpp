#pragma once
#include "ui/models/NameShortener.hpp"

#include <QHash>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

class QAbstractItemView;

/// Draws names that are too long for their column so that they can be told from their siblings.
class NameDelegate : public QStyledItemDelegate {
  Q_OBJECT
 public:
  /// @param view owns it, and has its model already
  explicit NameDelegate(QAbstractItemView* view);
  void paint(QPainter* painter, const QStyleOptionViewItem& option,
             const QModelIndex& index) const override;

 private:
  const NameShortener& shortenerOf(const QModelIndex& index) const;
  /// By parent; forgotten when the model changes.
  mutable QHash<QPersistentModelIndex, NameShortener> shorteners_;
};
