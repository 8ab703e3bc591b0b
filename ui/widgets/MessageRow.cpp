// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/MessageRow.hpp"

#include "ui/widgets/Icons.hpp"

#include <QPushButton>
#include <QToolButton>

MessageRow::MessageRow(MessageBar::Kind kind, const QString& sentence, const QString& topic,
                       const QList<MessageButton>& buttons)
    : NoticeRow(kind, sentence), kind_(kind), sentence_(sentence), topic_(topic) {
  for (const MessageButton& wanted : buttons) {
    auto* button = new QPushButton(wanted.text);
    button->setObjectName(QStringLiteral("messageButton"));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, wanted.pressed);
    addControl(button);
  }
  if (kind == MessageBar::Kind::Question) return;
  auto* close = new QToolButton;
  close->setObjectName(QStringLiteral("dismiss"));
  close->setAutoRaise(true);
  close->setIcon(iconNamed(QStringLiteral("cancel"), ink()));
  close->setToolTip(tr("Dismiss"));
  connect(close, &QToolButton::clicked, this, &MessageRow::dismissed);
  addControl(close);
}
