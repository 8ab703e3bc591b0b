// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QLabel>

/// A wrapped sentence that can be selected and copied. Long names in it are broken into lines
/// rather than cut off; what is copied has no trace of that.
class SentenceLabel : public QLabel {
  Q_OBJECT
 public:
  explicit SentenceLabel(const QString& sentence = {}, QWidget* parent = nullptr);

  void setSentence(const QString& sentence);
  const QString& sentence() const { return sentence_; }

 protected:
  void keyPressEvent(QKeyEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  void copy() const;
  QString sentence_;
};
