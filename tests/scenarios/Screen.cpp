// SPDX-License-Identifier: BSD-3-Clause
#include "tests/scenarios/Screen.hpp"

#include <algorithm>

Screen::Screen(int columns, WhenNarrower whenNarrower)
    : columns_(columns), whenNarrower_(whenNarrower) {}

void Screen::resize(int columns) {
  columns_ = columns;
  QStringList lines;
  int row = row_;
  for (int i = 0; i < lines_.size(); ++i) {
    const bool wrap = whenNarrower_ == WhenNarrower::Wrap;
    if (i == row_) row = static_cast<int>(lines.size()) + (wrap ? column_ / columns : 0);
    QString line = lines_[i];
    lines += line.left(columns);
    while (wrap && line.size() > columns) {
      line = line.mid(columns);
      lines += line.left(columns);
    }
  }
  lines_ = lines;
  row_ = row;
  column_ =
      whenNarrower_ == WhenNarrower::Wrap ? column_ % columns : std::min(column_, columns - 1);
}

void Screen::newLine() {
  if (++row_ == lines_.size()) lines_ += QString();
}

void Screen::put(QChar letter) {
  if (column_ >= columns_) {
    if (wraps_) {
      newLine();
      column_ = 0;
    } else {
      column_ = columns_ - 1;
    }
  }
  QString& line = lines_[row_];
  if (line.size() <= column_) line = line.leftJustified(column_ + 1);
  line[column_++] = letter;
}

void Screen::obey(const QString& sequence) {
  const int at = std::min(column_, columns_);
  if (sequence == "[J") {
    lines_[row_].truncate(at);
    while (lines_.size() > row_ + 1)
      lines_.removeLast();
  } else if (sequence == "[K") {
    lines_[row_].truncate(at);
  } else if (sequence == "[?7l") {
    wraps_ = false;
  } else if (sequence == "[?7h") {
    wraps_ = true;
  } else {
    strange_ += sequence;
  }
}

void Screen::feed(const QByteArray& bytes) {
  pending_ += bytes;
  int at = 0;
  while (at < pending_.size()) {
    const auto byte = static_cast<unsigned char>(pending_[at]);
    int length = 1;
    if (byte == 0x1b) {
      ++length;
      while (at + length <= pending_.size() && pending_[at + 1] == '[' &&
             (length < 3 || QByteArray("?;0123456789").contains(pending_[at + length - 1])))
        ++length;
      if (at + length > pending_.size()) break;
      obey(QString::fromLatin1(pending_.mid(at + 1, length - 1)));
    } else if (byte == '\r') {
      column_ = 0;
    } else if (byte == '\n') {
      newLine();
    } else if (byte < 0x20 || byte == 0x7f) {
      strange_ += QStringLiteral("byte %1").arg(byte);
    } else {
      length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      if (at + length > pending_.size()) break;
      put(QString::fromUtf8(pending_.mid(at, length)).at(0));
    }
    at += length;
  }
  pending_.remove(0, at);
}
