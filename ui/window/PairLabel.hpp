// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/text/NameShortener.hpp"

#include <QLabel>

/// "query → target: score" in a line. Where there is no room the names give way, never the score.
class PairLabel : public QLabel {
  Q_OBJECT
 public:
  explicit PairLabel(QWidget* parent = nullptr);

  /// @param shortener made of names like those that will be shown, so that names stay different
  /// from each other when they are cut
  void setShortener(const NameShortener& shortener);
  void setPair(const QString& query, const QString& target, const QString& score);
  void clear();
  /// As much of text() as there is room for on the screen.
  QString shownText() const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString query_, target_, score_;
  NameShortener shortener_;
};
