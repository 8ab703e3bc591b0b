#include "ui/panels/MessageRow.hpp"

#include "ui/panels/Icons.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

namespace {

struct Look {
  const char* icon;
  const char* ink;
  const char* ground;
  const char* edge;
};

Look lookOf(MessageBar::Kind kind) {
  switch (kind) {
    case MessageBar::Kind::Error:
      return {"error", "#7a1212", "#fde8e6", "#d9534f"};
    case MessageBar::Kind::Warning:
    case MessageBar::Kind::Question:
      return {"warning", "#5c4300", "#fff4d6", "#d9a400"};
    case MessageBar::Kind::Note:
      break;
  }
  return {"info", "#123a5c", "#e4f0fb", "#4a90c8"};
}

}  // namespace

QColor inkOf(MessageBar::Kind kind) {
  return lookOf(kind).ink;
}

void dressRow(QFrame* row, MessageBar::Kind kind) {
  const Look look = lookOf(kind);
  row->setStyleSheet(QStringLiteral("#%1 { background: %2; border: none; border-left: 4px solid "
                                    "%3; } #%1 > QLabel { color: %4; }")
                         .arg(row->objectName(), look.ground, look.edge, look.ink));
}

MessageRow::MessageRow(MessageBar::Kind kind, const QString& sentence, const QString& topic,
                       const QList<MessageButton>& buttons)
    : kind_(kind), sentence_(sentence), topic_(topic) {
  setObjectName(QStringLiteral("messageRow"));
  dressRow(this, kind);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 4, 4, 4);
  auto* icon = new QLabel;
  icon->setPixmap(iconNamed(lookOf(kind).icon, inkOf(kind)).pixmap(18, 18));
  auto* text = new QLabel(sentence);
  text->setTextFormat(Qt::PlainText);
  text->setWordWrap(true);
  text->setTextInteractionFlags(Qt::TextSelectableByMouse);
  layout->addWidget(icon);
  layout->addWidget(text, 1);
  for (const MessageButton& wanted : buttons) {
    auto* button = new QPushButton(wanted.text);
    button->setObjectName(QStringLiteral("messageButton"));
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, wanted.pressed);
    layout->addWidget(button);
  }
  if (kind == MessageBar::Kind::Question) return;
  auto* close = new QToolButton;
  close->setObjectName(QStringLiteral("dismiss"));
  close->setAutoRaise(true);
  close->setIcon(iconNamed(QStringLiteral("cancel"), inkOf(kind)));
  close->setToolTip(tr("Dismiss"));
  connect(close, &QToolButton::clicked, this, &MessageRow::dismissed);
  layout->addWidget(close);
}
