// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/SharedEnds.hpp"

#include <algorithm>

namespace {

/// Less is not worth leaving out.
constexpr qsizetype kWorth = 4;

bool isSeparator(QChar c) {
  return !c.isLetterOrNumber() && !c.isSurrogate() && !c.isMark();
}

/// Words stay whole: numbers that happen to begin alike are no common start.
qsizetype wholeWordsAtStart(const QString& name, qsizetype length) {
  while (length > 0 && !isSeparator(name[length - 1]))
    --length;
  return length;
}

qsizetype wholeWordsAtEnd(const QString& name, qsizetype length) {
  while (length > 0 && !isSeparator(name[name.size() - length]))
    --length;
  return length;
}

}  // namespace

SharedEnds::SharedEnds(qint64 count, const std::function<QString(qint64)>& name) {
  if (count < 2) return;
  const QString first = name(0);
  qsizetype start = first.size();
  qsizetype end = first.size();
  qsizetype shortest = first.size();
  for (qint64 i = 1; i < count && (start > 0 || end > 0); ++i) {
    const QString other = name(i);
    shortest = std::min(shortest, other.size());
    start = std::min(start, shortest);
    end = std::min(end, shortest);
    start =
        std::mismatch(first.begin(), first.begin() + start, other.begin()).first - first.begin();
    end =
        std::mismatch(first.rbegin(), first.rbegin() + end, other.rbegin()).first - first.rbegin();
  }
  start = wholeWordsAtStart(first, start);
  end = wholeWordsAtEnd(first, end);
  if (start < kWorth) start = 0;
  if (end < kWorth) end = 0;
  // Something must be left of each name.
  if (start + end >= shortest) (start > end ? end : start) = 0;
  if (start + end >= shortest) start = end = 0;
  start_ = first.left(start);
  end_ = first.right(end);
}

QString SharedEnds::without(const QString& name) const {
  const qsizetype rest = name.size() - start_.size() - end_.size();
  if (rest <= 0 || !name.startsWith(start_) || !name.endsWith(end_)) return name;
  return name.mid(start_.size(), rest);
}

QString SharedEnds::pattern() const {
  return isEmpty() ? QString() : start_ + QChar(0x2026) + end_;
}
