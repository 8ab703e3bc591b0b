// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QLabel>

/// A small line below a field: what is wrong with it, or what it comes to. Takes no room while it
/// is empty.
class FieldNote : public QLabel {
  Q_OBJECT
 public:
  explicit FieldNote(const char* objectName, QWidget* parent = nullptr);

  void tellProblem(const QString& sentence);
  void tell(const QString& sentence);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void takeRoom();
  void setSentence(const QString& sentence, bool isProblem);
};
