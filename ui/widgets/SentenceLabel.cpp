// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/SentenceLabel.hpp"

#include "ui/text/Text.hpp"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

SentenceLabel::SentenceLabel(const QString& sentence, QWidget* parent) : QLabel(parent) {
  setTextFormat(Qt::PlainText);
  setWordWrap(true);
  setTextInteractionFlags(Qt::TextSelectableByMouse);
  setSentence(sentence);
}

void SentenceLabel::setSentence(const QString& sentence) {
  sentence_ = sentence;
  setText(breakable(sentence));
}

/// What is selected, or all of it.
void SentenceLabel::copy() const {
  QApplication::clipboard()->setText(hasSelectedText() ? unbroken(selectedText()) : sentence_);
}

void SentenceLabel::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) return copy();
  QLabel::keyPressEvent(event);
}

void SentenceLabel::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  menu.addAction(tr("Copy"), this, &SentenceLabel::copy);
  menu.exec(event->globalPos());
}
