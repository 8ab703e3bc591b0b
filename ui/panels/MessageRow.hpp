#pragma once
#include "ui/panels/MessageBar.hpp"

#include <QFrame>

/// A sentence with its icon, its buttons, and one that takes it away.
class MessageRow : public QFrame {
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
QColor inkOf(MessageBar::Kind kind);
