// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/widgets/NoticeRow.hpp"

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
