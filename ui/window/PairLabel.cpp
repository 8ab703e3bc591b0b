// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/PairLabel.hpp"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace {
QString line(const QString& query, const QString& target, const QString& score) {
  return PairLabel::tr("%1 → %2: %3").arg(query, target, score);
}
}  // namespace

PairLabel::PairLabel(QWidget* parent) : QLabel(parent) {
  setTextFormat(Qt::PlainText);
  setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void PairLabel::setShortener(const NameShortener& shortener) {
  shortener_ = shortener;
}

void PairLabel::setPair(const QString& query, const QString& target, const QString& score) {
  query_ = query;
  target_ = target;
  score_ = score;
  setText(line(query, target, score));
}

void PairLabel::clear() {
  query_ = target_ = score_ = QString();
  QLabel::clear();
}

QString PairLabel::shownText() const {
  const int room = contentsRect().width();
  const auto width = [this](const QString& text) { return fontMetrics().horizontalAdvance(text); };
  if (score_.isEmpty() || width(text()) <= room) return text();
  // The other name may have the room that one name does not need.
  const int forNames = room - width(line({}, {}, score_));
  const int half = forNames / 2;
  const int queryRoom = std::max(half, forNames - width(target_));
  const QString query =
      shortener_.shortened(query_, [&](const QString& text) { return width(text) <= queryRoom; });
  const int targetRoom = forNames - width(query);
  const QString target =
      shortener_.shortened(target_, [&](const QString& text) { return width(text) <= targetRoom; });
  const QString shown = line(query, target, score_);
  return width(shown) <= room ? shown : score_;
}

void PairLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(palette().color(foregroundRole()));
  painter.drawText(contentsRect(), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                   shownText());
}

bool PairLabel::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip || !toolTip().isEmpty()) return QLabel::event(event);
  if (shownText() != text())
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), text(), this);
  return true;
}
