// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/SearchField.hpp"

#include <QKeyEvent>

SearchField::SearchField(const QString& hint, const char* objectName) {
  setPlaceholderText(hint);
  setClearButtonEnabled(true);
  setObjectName(QLatin1String(objectName));
}

bool SearchField::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && !text().isEmpty() &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    event->accept();
    return true;
  }
  return QLineEdit::event(event);
}

void SearchField::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && !text().isEmpty()) return clear();
  QLineEdit::keyPressEvent(event);
}
