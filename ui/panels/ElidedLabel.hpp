#pragma once
#include <QLabel>

/// A line of plain text that ends in "…" where there is no room, with the whole of it as tool tip.
class ElidedLabel : public QLabel {
  Q_OBJECT
 public:
  explicit ElidedLabel(QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;
};
