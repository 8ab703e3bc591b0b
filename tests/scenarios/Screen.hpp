// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QByteArray>
#include <QString>
#include <QStringList>

/// A terminal's screen, as far as a well-behaved program needs one: text, wrapping, \r, \n,
/// erasing. What it does not know is remembered as strange.
class Screen {
 public:
  /// What a terminal does with lines that have become too long when it is made narrower.
  enum class WhenNarrower { Cut, Wrap };

  Screen(int columns, WhenNarrower whenNarrower);
  void resize(int columns);
  void feed(const QByteArray& bytes);

  const QStringList& lines() const { return lines_; }
  int cursorColumn() const { return column_; }
  QString cursorLine() const { return lines_.value(row_); }
  /// Escape sequences that it does not know.
  const QStringList& strange() const { return strange_; }
  QString all() const { return lines_.join('\n'); }

 private:
  void put(QChar letter);
  void newLine();
  void obey(const QString& sequence);

  int columns_;
  WhenNarrower whenNarrower_;
  QStringList lines_{QString()};
  int row_ = 0, column_ = 0;
  bool wraps_ = true;
  QByteArray pending_;  ///< the beginning of a letter or an escape sequence
  QStringList strange_;
};
