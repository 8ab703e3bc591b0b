// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QDialog>

/// What the program is, the files it opens, and its shortcuts.
class AboutDialog : public QDialog {
  Q_OBJECT
 public:
  explicit AboutDialog(QWidget* parent = nullptr);
};
