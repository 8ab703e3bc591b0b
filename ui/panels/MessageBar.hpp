#pragma once
#include <QList>
#include <QString>
#include <QWidget>

#include <functional>

class QVBoxLayout;

/// A button of a message: shows just what the message is about.
struct MessageButton {
  QString text;
  std::function<void()> pressed;
};

/// One-sentence messages above the views, newest at the bottom. Notes go by themselves; warnings
/// and errors stay until they are dismissed. Never blocks, never takes the focus.
class MessageBar : public QWidget {
  Q_OBJECT
 public:
  enum class Kind { Note, Warning, Error };
  explicit MessageBar(QWidget* parent = nullptr);

  /// The same sentence is not shown twice at a time. A message with a button stays until it is
  /// pressed or dismissed.
  /// @param topic what it is about: a message replaces what was said about that
  void show(Kind kind, const QString& sentence, const QString& topic = {},
            const QList<MessageButton>& buttons = {});
  /// Shows a row of somebody else's making (a question); it closes itself by deleteLater().
  void addRow(QWidget* row);

  QStringList sentences() const;  ///< what can be read now, oldest first
  void dismissAll();

 Q_SIGNALS:
  void shown(MessageBar::Kind kind, const QString& sentence);

 private:
  void keepShort();
  QVBoxLayout* rows_;
};
