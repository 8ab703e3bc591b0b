// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QObject>

class QWidget;

/// Lets the shortcuts of a window's menus work while a text field has the focus: Qt gives Ctrl+E,
/// Ctrl+H and others to the field, for moving in a line as in Emacs. Copy, paste and the like stay
/// the field's.
class ShortcutsFirst : public QObject {
  Q_OBJECT
 public:
  /// Watches all text fields that are in the window now.
  explicit ShortcutsFirst(QWidget* window);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* window_;
};
