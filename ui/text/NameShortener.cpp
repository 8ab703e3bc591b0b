// SPDX-License-Identifier: BSD-3-Clause
#include "ui/text/NameShortener.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

namespace {

// Characters of start and end that are shown before what is shared.
constexpr qsizetype kHead = 3;
constexpr qsizetype kTail = 2;
// Digits of a distinctive number that come before everything else: they alone distinguish most
// names.
constexpr qsizetype kDigits = 6;

/// How many characters every other name shares, at their start, with the name most like them.
qsizetype usuallyShared(QStringList names) {
  names.sort();
  names.removeDuplicates();
  if (names.size() < 2) return 0;
  std::vector<qsizetype> withNext;
  for (qsizetype i = 0; i + 1 < names.size(); ++i) {
    const auto& a = names[i];
    const auto& b = names[i + 1];
    withNext.push_back(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  }
  std::vector<qsizetype> shared{withNext.front(), withNext.back()};
  for (std::size_t i = 0; i + 1 < withNext.size(); ++i)
    shared.push_back(std::max(withNext[i], withNext[i + 1]));
  const auto middle = shared.begin() + static_cast<std::ptrdiff_t>((shared.size() - 1) / 2);
  std::nth_element(shared.begin(), middle, shared.end());
  return *middle;
}

/// How many digits stand before a place in the name.
qsizetype digitsBefore(const QString& name, qsizetype place) {
  qsizetype digits = 0;
  while (digits < place && name[place - 1 - digits].isDigit())
    ++digits;
  return digits;
}

/// A name's characters, the most distinctive first.
std::vector<qsizetype> byWorth(const QString& name, qsizetype commonStart, qsizetype commonEnd) {
  const qsizetype size = name.size();
  std::vector<qsizetype> order(static_cast<std::size_t>(size));
  std::iota(order.begin(), order.end(), qsizetype{0});
  const qsizetype end = std::max(commonStart + 1, size - commonEnd);
  const bool littleShared = end - commonStart > size / 2;
  const qsizetype numberEnd = littleShared ? size : end;
  const qsizetype number = digitsBefore(name, numberEnd);
  const auto rank = [=](qsizetype i) {
    const bool apart = i >= commonStart && i < end;
    const qsizetype fromEdge = std::min(i, size - 1 - i);
    if (littleShared && number == 0) return std::pair{0, fromEdge};
    const qsizetype toNumberEnd = numberEnd - i;
    if (toNumberEnd > 0 && toNumberEnd <= std::min(number, kDigits))
      return std::pair{0, toNumberEnd};
    if (i < kHead) return std::pair{1, i};
    if (littleShared && i >= size - number) return std::pair{2, toNumberEnd};
    if (littleShared) return std::pair{3, fromEdge};
    if (apart) return std::pair{2, end - i};  // names tend to be numbered: the last digit first
    if (i >= size - kTail) return std::pair{3, size - i};
    return std::pair{4, i < commonStart ? commonStart - i : i - end + 1};
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](qsizetype a, qsizetype b) { return rank(a) < rank(b); });
  return order;
}

/// The name with "…" for what is not among the first of its characters in that order. A dot for a
/// single character would gain nothing.
QString withGaps(const QString& name, const std::vector<qsizetype>& order, std::size_t count) {
  std::vector<bool> isShown(order.size(), false);
  for (std::size_t i = 0; i < count; ++i)
    isShown[static_cast<std::size_t>(order[i])] = true;
  const auto shownAt = [&](std::size_t i) { return i < isShown.size() && isShown[i]; };
  QString text;
  for (std::size_t i = 0; i < isShown.size(); ++i) {
    const bool aloneHidden = !isShown[i] && i > 0 && shownAt(i - 1) && shownAt(i + 1);
    if (isShown[i] || aloneHidden) {
      text += name[static_cast<qsizetype>(i)];
    } else if (i == 0 || isShown[i - 1]) {
      text += QChar(0x2026);
    }
  }
  return text;
}

}  // namespace

NameShortener::NameShortener(QStringList names) : commonStart_(usuallyShared(names)) {
  for (QString& name : names)
    std::reverse(name.begin(), name.end());
  commonEnd_ = usuallyShared(std::move(names));
}

QString NameShortener::shortened(const QString& name,
                                 const std::function<bool(const QString&)>& fits) const {
  if (name.isEmpty() || fits(name)) return name;
  const qsizetype size = name.size();
  // Numbers stay whole: their first or last digits are shared by chance.
  qsizetype start = std::min(commonStart_, size - 1);
  while (start > 0 && name[start - 1].isDigit())
    --start;
  qsizetype end = std::min(commonEnd_, size - 1);
  while (end > 0 && name[size - end].isDigit())
    --end;
  const auto order = byWorth(name, start, end);
  std::size_t good = 1, bad = order.size();
  while (bad - good > 1) {
    const std::size_t middle = (good + bad) / 2;
    (fits(withGaps(name, order, middle)) ? good : bad) = middle;
  }
  return withGaps(name, order, good);
}
