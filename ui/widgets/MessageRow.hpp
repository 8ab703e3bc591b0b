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

/// A message with its buttons, and one that takes it away.
class MessageRow : public NoticeRow {
  Q_OBJECT
 public:
  MessageRow(MessageBar::Kind kind, const QString& sentence, const QString& topic,
             const QList<MessageButton>& buttons);

  MessageBar::Kind kind() const { return kind_; }
  const QString& sentence() const { return sentence_; }
  const QString& topic() const { return topic_; }

 Q_SIGNALS:
  void dismissed();

 private:
  MessageBar::Kind kind_;
  QString sentence_, topic_;
};

/// The look of a row above the views: its ground and edge say what kind it is.
void dressRow(QFrame* row, MessageBar::Kind kind);
