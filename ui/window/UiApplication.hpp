// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QApplication>
#include <QString>

/// The application object of a program with windows. Whatever an event handler or a slot throws
/// (a disk is gone, memory is short) becomes a sentence; the program and its other windows go on.
class UiApplication : public QApplication {
  Q_OBJECT
 public:
  using QApplication::QApplication;

  bool notify(QObject* receiver, QEvent* event) override;

 Q_SIGNALS:
  /// @param sentence says what was thrown. The signal comes from the event loop, on the UI thread.
  /// Where nobody is connected the sentence goes to stderr.
  void failed(const QString& sentence);

 private:
  void tell(const QString& sentence);
};
