// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/models/NameShortener.hpp"

#include <QLabel>

/// "query → target: score" in a line. Where there is no room the names give way, never the score.
class PairLabel : public QLabel {
  Q_OBJECT
 public:
  explicit PairLabel(QWidget* parent = nullptr);

  /// Of names like those that will be shown: they can then be told apart when they are cut.
  void setShortener(const NameShortener& shortener);
  void setPair(const QString& query, const QString& target, const QString& score);
  void clear();
  QString shownText() const;  ///< as much of text() as there is room for

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QString query_, target_, score_;
  NameShortener shortener_;
};
