// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/FieldNote.hpp"

FieldNote::FieldNote(const char* objectName, QWidget* parent) : QLabel(parent) {
  setObjectName(QLatin1String(objectName));
  setTextFormat(Qt::PlainText);
  setWordWrap(true);
  setTextInteractionFlags(Qt::TextSelectableByMouse);
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.9);
  setFont(small);
  hide();
}

void FieldNote::tellProblem(const QString& sentence) {
  setSentence(sentence, true);
}

void FieldNote::tell(const QString& sentence) {
  setSentence(sentence, false);
}

void FieldNote::setSentence(const QString& sentence, bool isProblem) {
  setText(sentence);
  setStyleSheet(isProblem ? QStringLiteral("color: #a01515;") : QString());
  setVisible(!sentence.isEmpty());
  takeRoom();
}

void FieldNote::resizeEvent(QResizeEvent* event) {
  QLabel::resizeEvent(event);
  takeRoom();
}

/// Layouts within layouts do not ask how high a wrapped text is: its last lines would be cut off.
void FieldNote::takeRoom() {
  setMinimumHeight(text().isEmpty() ? 0 : heightForWidth(width()));
}
