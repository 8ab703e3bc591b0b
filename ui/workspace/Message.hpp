// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QList>
#include <QString>
#include <QtGlobal>

#include <functional>

/// What a message is: a note goes away by itself, a warning and an error stay until the user
/// dismisses them, a question stays until whoever asked it withdraws it.
enum class MessageKind : quint8 { Note, Warning, Error, Question };

/// A button of a message: shows just what the message is about.
struct MessageButton {
  QString text;
  std::function<void()> pressed;
};

/// One sentence for the user.
struct Message {
  MessageKind kind = MessageKind::Note;
  QString text;
  /// What the message is about ("set:3", a path): a message takes the place of an older one about
  /// the same topic. Empty: only the same sentence is not shown twice.
  QString topic = {};
  QList<MessageButton> buttons = {};
};
