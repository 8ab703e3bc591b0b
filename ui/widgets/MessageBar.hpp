// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Message.hpp"

#include <QList>
#include <QString>
#include <QStringList>
#include <QWidget>

class MessageRow;
class QFrame;
class QLabel;
class QScrollArea;
class QToolButton;
class QVBoxLayout;

/// One-sentence messages above the views, newest at the bottom. Notes go by themselves; warnings
/// and errors stay until they are dismissed, questions until whoever asked withdraws them. A
/// message about the same thing takes the place of the older one. At most a few are shown at a
/// time, the older ones behind "n more". Never blocks, never takes the focus, and leaves the views
/// more than half of the window.
class MessageBar : public QWidget {
  Q_OBJECT
 public:
  using Kind = MessageKind;
  static constexpr int kShownAtATime = 3;  ///< questions and rows of others do not count

  explicit MessageBar(QWidget* parent = nullptr);

  /// @param topic what it is about ("set:3", a path): replaces what was said about that. Empty:
  /// only the same sentence is not shown twice.
  void show(Kind kind, const QString& sentence, const QString& topic = {},
            const QList<MessageButton>& buttons = {});
  void show(const Message& message);
  /// Takes away what was said about a topic.
  void withdraw(const QString& topic);
  /// Shows a row of somebody else's making (a question); it closes itself by deleteLater().
  void addRow(QWidget* row);

  void setNoteStay_ms(int stay_ms) { noteStay_ms_ = stay_ms; }  ///< of those shown from now on

  QStringList sentences() const;  ///< of all that was not dismissed, oldest first
  void dismissAll();              ///< but questions

 Q_SIGNALS:
  void shown(MessageBar::Kind kind, const QString& sentence);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  QList<MessageRow*> messages() const;
  void remove(MessageRow* row);
  void fade(MessageRow* row);
  void buildMore();
  QList<MessageRow*> older() const;
  void review();
  void showMore(const QList<MessageRow*>& back, bool all);
  void fit();

  int noteStay_ms_ = 8000;
  QFrame* more_;  ///< "n more messages", and how to see them or be rid of them
  QLabel* moreText_;
  QToolButton* moreToggle_;
  QScrollArea* area_;
  QWidget* content_;
  QVBoxLayout* rows_;
};
