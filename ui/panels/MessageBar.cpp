#include "ui/panels/MessageBar.hpp"

#include "ui/panels/Icons.hpp"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace {

constexpr int kNoteStays_ms = 8000;
constexpr int kMostRows = 4;

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
      return {"warning", "#5c4300", "#fff4d6", "#d9a400"};
    case MessageBar::Kind::Note:
      break;
  }
  return {"info", "#123a5c", "#e4f0fb", "#4a90c8"};
}

/// A sentence with its icon and a button that takes it away.
class MessageRow : public QFrame {
 public:
  MessageRow(MessageBar::Kind kind, const QString& sentence, const QString& topic,
             const QList<MessageButton>& buttons)
      : kind_(kind), sentence_(sentence), topic_(topic) {
    const Look look = lookOf(kind);
    setObjectName(QStringLiteral("messageRow"));
    setStyleSheet(QStringLiteral("#messageRow { background: %1; border: none; border-left: 4px "
                                 "solid %2; } QLabel { color: %3; }")
                      .arg(look.ground, look.edge, look.ink));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 4, 4);
    auto* icon = new QLabel;
    icon->setPixmap(iconNamed(look.icon, QColor(look.ink)).pixmap(18, 18));
    auto* text = new QLabel(sentence);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton;
    close->setObjectName(QStringLiteral("dismiss"));
    close->setAutoRaise(true);
    close->setIcon(iconNamed(QStringLiteral("cancel"), QColor(look.ink)));
    close->setToolTip(tr("Dismiss"));
    const auto go = [this] {
      hide();
      deleteLater();
    };
    connect(close, &QToolButton::clicked, this, go);
    layout->addWidget(icon);
    layout->addWidget(text, 1);
    for (const MessageButton& button : buttons) {
      auto* act = new QPushButton(button.text);
      connect(act, &QPushButton::clicked, this, [go, pressed = button.pressed] {
        go();
        pressed();
      });
      layout->addWidget(act);
    }
    layout->addWidget(close);
  }

  MessageBar::Kind kind() const { return kind_; }
  const QString& sentence() const { return sentence_; }
  const QString& topic() const { return topic_; }

 private:
  MessageBar::Kind kind_;
  QString sentence_, topic_;
};

}  // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent), rows_(new QVBoxLayout(this)) {
  rows_->setContentsMargins(0, 0, 0, 0);
  rows_->setSpacing(1);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void MessageBar::show(Kind kind, const QString& sentence, const QString& topic,
                      const QList<MessageButton>& buttons) {
  if (sentence.isEmpty() || sentences().contains(sentence)) return;
  for (int i = rows_->count() - 1; i >= 0; --i) {
    auto* old = dynamic_cast<MessageRow*>(rows_->itemAt(i)->widget());
    if (old == nullptr || topic.isEmpty() || old->topic() != topic) continue;
    rows_->removeWidget(old);
    old->deleteLater();
  }
  auto* row = new MessageRow(kind, sentence, topic, buttons);
  addRow(row);
  if (kind == Kind::Note && buttons.isEmpty())
    QTimer::singleShot(kNoteStays_ms, row, &QObject::deleteLater);
  keepShort();
  Q_EMIT shown(kind, sentence);
}

void MessageBar::addRow(QWidget* row) {
  rows_->addWidget(row);
}

QStringList MessageBar::sentences() const {
  QStringList sentences;
  for (int i = 0; i < rows_->count(); ++i) {
    const auto* row = dynamic_cast<MessageRow*>(rows_->itemAt(i)->widget());
    if (row != nullptr && !row->isHidden()) sentences.append(row->sentence());
  }
  return sentences;
}

void MessageBar::dismissAll() {
  for (int i = rows_->count() - 1; i >= 0; --i) {
    QWidget* row = rows_->itemAt(i)->widget();
    if (dynamic_cast<MessageRow*>(row) == nullptr) continue;
    rows_->removeWidget(row);
    row->deleteLater();
  }
}

/// The views must stay visible: the oldest notes go first, then the oldest of all.
void MessageBar::keepShort() {
  QList<MessageRow*> messages;
  for (int i = 0; i < rows_->count(); ++i) {
    if (auto* row = dynamic_cast<MessageRow*>(rows_->itemAt(i)->widget())) messages.append(row);
  }
  while (messages.size() > kMostRows) {
    const auto note = std::find_if(messages.begin(), messages.end(),
                                   [](const MessageRow* row) { return row->kind() == Kind::Note; });
    MessageRow* goes = note != messages.end() ? *note : messages.first();
    messages.removeOne(goes);
    rows_->removeWidget(goes);
    goes->deleteLater();
  }
}
