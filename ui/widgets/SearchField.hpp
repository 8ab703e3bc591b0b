// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QLineEdit>

/// A field that narrows a list while one types. Escape takes the text away; only an empty field
/// leaves the key to the window.
class SearchField : public QLineEdit {
  Q_OBJECT
 public:
  SearchField(const QString& hint, const char* objectName);

 protected:
  bool event(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
};
