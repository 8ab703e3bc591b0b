// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QDialog>

class QMenuBar;

/// What the program is, the files it opens, and what mouse and keys do.
class AboutDialog : public QDialog {
  Q_OBJECT
 public:
  /// @param menus whose shortcuts are listed; null: none are
  explicit AboutDialog(const QMenuBar* menus = nullptr, QWidget* parent = nullptr);
};
