// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/NoticeRow.hpp"

#include "ui/widgets/Icons.hpp"
#include "ui/widgets/SentenceLabel.hpp"

#include <QHBoxLayout>
#include <QLabel>

namespace {

struct Look {
  const char* icon;
  const char* ink;
  const char* background;
  const char* edge;
};

Look lookOf(MessageBar::Kind kind) {
  switch (kind) {
    case MessageBar::Kind::Error:
      return {"error", "#7a1212", "#fde8e6", "#d9534f"};
    case MessageBar::Kind::Warning:
    case MessageBar::Kind::Question:
      return {"warning", "#5c4300", "#fff4d6", "#d9a400"};
    case MessageBar::Kind::Note:
      break;
  }
  return {"info", "#123a5c", "#e4f0fb", "#4a90c8"};
}

}  // namespace

void dressRow(QFrame* row, MessageBar::Kind kind) {
  const Look look = lookOf(kind);
  row->setStyleSheet(QStringLiteral("#%1 { background: %2; border: none; border-left: 4px solid "
                                    "%3; } #%1 > QLabel { color: %4; }")
                         .arg(row->objectName(), look.background, look.edge, look.ink));
}

NoticeRow::NoticeRow(MessageBar::Kind kind, const QString& sentence, QWidget* parent)
    : QFrame(parent),
      kind_(kind),
      text_(new SentenceLabel(sentence)),
      body_(new QHBoxLayout),
      controls_(new QHBoxLayout) {
  setObjectName(QStringLiteral("messageRow"));
  dressRow(this, kind);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 4, 4, 4);
  auto* icon = new QLabel;
  icon->setPixmap(iconNamed(lookOf(kind).icon, ink()).pixmap(18, 18));
  text_->setObjectName(QStringLiteral("noticeText"));
  layout->addWidget(icon);
  layout->addLayout(body_, 1);
  body_->addWidget(text_, 1);
  body_->addLayout(controls_);
}

QColor NoticeRow::ink() const {
  return lookOf(kind_).ink;
}

void NoticeRow::setSentence(const QString& sentence) {
  text_->setSentence(sentence);
}

void NoticeRow::addControl(QWidget* control) {
  controls_->addWidget(control);
}

/// A sentence is not squeezed into a column of single words.
void NoticeRow::resizeEvent(QResizeEvent* event) {
  QFrame::resizeEvent(event);
  const int forText = width() - controls_->sizeHint().width();
  const bool narrow = forText < 44 * fontMetrics().averageCharWidth();
  body_->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}
