// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/Text.hpp"

#include <QStringList>

namespace {
constexpr QChar kMayBreak(0x200b);  // a space of no width
constexpr int kLongWord = 24;

QString brokenWord(const QString& word) {
  constexpr int kShortestPart = 6;
  if (word.size() <= kLongWord) return word;
  QString text;
  int part = 0;
  for (const QChar letter : word) {
    text += letter;
    ++part;
    const bool separates = letter == u'_' || letter == u'-' || letter == u'.' || letter == u'/';
    if (part < kLongWord && !(separates && part >= kShortestPart)) continue;
    text += kMayBreak;
    part = 0;
  }
  return text;
}
}  // namespace

QString breakable(const QString& sentence) {
  QStringList words = sentence.split(QLatin1Char(' '));
  for (QString& word : words)
    word = brokenWord(word);
  return words.join(QLatin1Char(' '));
}

QString unbroken(QString text) {
  return text.remove(kMayBreak);
}
