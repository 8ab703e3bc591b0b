// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/MessageBar.hpp"

#include "ui/text/Text.hpp"
#include "ui/widgets/MessageRow.hpp"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace {

constexpr double kMostOfWindow = 0.4;

}  // namespace

MessageBar::MessageBar(QWidget* parent)
    : QWidget(parent),
      more_(new QFrame),
      moreText_(new QLabel),
      moreToggle_(new QToolButton),
      area_(new QScrollArea),
      content_(new QWidget),
      rows_(new QVBoxLayout(content_)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(1);
  buildMore();
  layout->addWidget(more_);
  layout->addWidget(area_);
  rows_->setContentsMargins(0, 0, 0, 0);
  rows_->setSpacing(1);
  area_->setFrameShape(QFrame::NoFrame);
  area_->setWidgetResizable(true);
  area_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  area_->setFocusPolicy(Qt::NoFocus);
  area_->setWidget(content_);
  content_->installEventFilter(this);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  review();
}

void MessageBar::buildMore() {
  more_->setObjectName(QStringLiteral("moreMessages"));
  dressRow(more_, Kind::Warning);
  moreText_->setObjectName(QStringLiteral("moreMessagesText"));
  auto* row = new QHBoxLayout(more_);
  row->setContentsMargins(8, 1, 4, 1);
  row->addWidget(moreText_, 1);
  moreToggle_->setObjectName(QStringLiteral("showAllMessages"));
  moreToggle_->setCheckable(true);
  auto* dismiss = new QToolButton;
  dismiss->setObjectName(QStringLiteral("dismissAll"));
  dismiss->setText(tr("Dismiss all"));
  for (auto* button : {moreToggle_, dismiss}) {
    button->setAutoRaise(true);
    row->addWidget(button);
  }
  connect(moreToggle_, &QToolButton::toggled, this, &MessageBar::review);
  connect(dismiss, &QToolButton::clicked, this, &MessageBar::dismissAll);
}

void MessageBar::show(Kind kind, const QString& sentence, const QString& topic,
                      const QList<MessageButton>& buttons) {
  if (sentence.isEmpty()) return;
  const auto old = messages();
  for (MessageRow* row : old) {
    const bool sameThing = !topic.isEmpty() && row->topic() == topic;
    if (sameThing && row->sentence() == sentence && row->kind() == kind) return;
    const bool sameWords = row->sentence() == sentence;
    if (topic.isEmpty() && sameWords) return;
    if (sameThing || (sameWords && row->topic().isEmpty())) remove(row);
  }
  auto* row = new MessageRow(kind, sentence, topic, buttons);
  connect(row, &MessageRow::dismissed, this, [this, row] { remove(row); });
  addRow(row);
  if (kind == Kind::Note) fade(row);
  Q_EMIT shown(kind, sentence);
}

void MessageBar::show(const Message& message) {
  show(message.kind, message.text, message.topic, message.buttons);
}

/// Not while somebody reads it.
void MessageBar::fade(MessageRow* row) {
  QTimer::singleShot(noteStay_ms_, row, [this, row] {
    if (row->underMouse()) return fade(row);
    remove(row);
  });
}

void MessageBar::withdraw(const QString& topic) {
  const auto rows = messages();
  for (MessageRow* row : rows) {
    if (row->topic() == topic) remove(row);
  }
}

void MessageBar::addRow(QWidget* row) {
  rows_->addWidget(row);
  review();
}

void MessageBar::remove(MessageRow* row) {
  rows_->removeWidget(row);
  row->hide();
  row->deleteLater();
  review();
}

QList<MessageRow*> MessageBar::messages() const {
  QList<MessageRow*> messages;
  for (int i = 0; i < rows_->count(); ++i) {
    if (auto* row = qobject_cast<MessageRow*>(rows_->itemAt(i)->widget())) messages.append(row);
  }
  return messages;
}

QStringList MessageBar::sentences() const {
  QStringList sentences;
  const auto rows = messages();
  for (const MessageRow* row : rows)
    sentences.append(row->sentence());
  return sentences;
}

void MessageBar::dismissAll() {
  const auto rows = messages();
  for (MessageRow* row : rows) {
    if (row->kind() != Kind::Question) remove(row);
  }
}

/// Those that step back for newer ones: the oldest notes, then the oldest of all.
QList<MessageRow*> MessageBar::older() const {
  auto rows = messages();
  rows.removeIf([](const MessageRow* row) { return row->kind() == Kind::Question; });
  std::stable_sort(rows.begin(), rows.end(), [](const MessageRow* a, const MessageRow* b) {
    return a->kind() == Kind::Note && b->kind() != Kind::Note;
  });
  return rows.mid(0, std::max<qsizetype>(0, rows.size() - kShownAtATime));
}

void MessageBar::review() {
  const auto back = older();
  if (back.isEmpty()) moreToggle_->setChecked(false);
  const bool all = moreToggle_->isChecked();
  const auto rows = messages();
  for (MessageRow* row : rows)
    row->setVisible(all || !back.contains(row));
  showMore(back, all);
  fit();
}

void MessageBar::showMore(const QList<MessageRow*>& back, bool all) {
  const auto counted = all ? messages() : back;
  const auto errors = std::count_if(counted.begin(), counted.end(), [](const MessageRow* row) {
    return row->kind() == Kind::Error;
  });
  more_->setVisible(!back.isEmpty());
  moreToggle_->setText(all ? tr("Show fewer") : tr("Show all"));
  const auto number = static_cast<int>(counted.size());
  const QString count =
      all ? tr("%Ln message(s)", nullptr, number) : tr("%Ln more message(s)", nullptr, number);
  const QString ofThem = tr(", %Ln of them (an error|errors)", nullptr, static_cast<int>(errors));
  moreText_->setText(errors > 0 ? count + ofThem : count);
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == content_ && event->type() == QEvent::LayoutRequest) fit();
  return QWidget::eventFilter(watched, event);
}

void MessageBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fit();
}

/// As high as the rows are, as long as the views keep most of the window.
void MessageBar::fit() {
  const int wanted = rows_->hasHeightForWidth() ? rows_->totalHeightForWidth(width())
                                                : rows_->totalSizeHint().height();
  const int most = static_cast<int>(kMostOfWindow * window()->height());
  area_->setVisible(wanted > 0);
  area_->setFixedHeight(std::clamp(wanted, 0, std::max(most, 1)));
}
