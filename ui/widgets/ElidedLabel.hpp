// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QLabel>

/// A line of plain text with "…" at its end, or where it is asked for, for what has no room; with
/// the whole of it as tool tip.
class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit ElidedLabel(QWidget* parent = nullptr);
  void setElideMode(Qt::TextElideMode mode);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  Qt::TextElideMode mode_ = Qt::ElideRight;
};
