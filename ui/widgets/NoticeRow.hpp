// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/widgets/MessageBar.hpp"

#include <QFrame>

class QBoxLayout;
class QHBoxLayout;
class SentenceLabel;

/// A row above the views: an icon, a sentence, and what can be done about it. Where the row is too
/// narrow the buttons stand below the sentence.
class NoticeRow : public QFrame {
  Q_OBJECT
 public:
  NoticeRow(MessageBar::Kind kind, const QString& sentence, QWidget* parent = nullptr);

  void setSentence(const QString& sentence);
  void addControl(QWidget* control);  ///< at the end
  QColor ink() const;

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  MessageBar::Kind kind_;
  SentenceLabel* text_;
  QBoxLayout* body_;  ///< sentence and controls
  QHBoxLayout* controls_;
};

/// The look of a row above the views: its background and edge show the kind of message.
void dressRow(QFrame* row, MessageBar::Kind kind);
