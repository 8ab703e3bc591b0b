// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/ShortcutsFirst.hpp"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QWidget>

#include <algorithm>

namespace {

bool edits(QKeyEvent* event) {
  constexpr QKeySequence::StandardKey kKeys[] = {QKeySequence::Copy,  QKeySequence::Cut,
                                                 QKeySequence::Paste, QKeySequence::Undo,
                                                 QKeySequence::Redo,  QKeySequence::SelectAll};
  return std::any_of(std::begin(kKeys), std::end(kKeys),
                     [event](QKeySequence::StandardKey key) { return event->matches(key); });
}

}  // namespace

ShortcutsFirst::ShortcutsFirst(QWidget* window) : QObject(window), window_(window) {
  const auto fields = window->findChildren<QLineEdit*>();
  for (QLineEdit* field : fields)
    field->installEventFilter(this);
}

bool ShortcutsFirst::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::ShortcutOverride) return QObject::eventFilter(watched, event);
  auto* key = static_cast<QKeyEvent*>(event);
  const QKeySequence pressed(key->keyCombination());
  const auto actions = window_->findChildren<QAction*>();
  const bool isOurs = std::any_of(actions.begin(), actions.end(), [&](const QAction* action) {
    return action->isEnabled() && action->shortcuts().contains(pressed);
  });
  // Escape empties the field first.
  if (!isOurs || edits(key) || key->key() == Qt::Key_Escape)
    return QObject::eventFilter(watched, event);
  event->ignore();  // the field does not want the key: the shortcut is next
  return true;
}
