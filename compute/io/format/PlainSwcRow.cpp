// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/format/PlainSwcRow.hpp"

#include "compute/io/Lines.hpp"
#include "compute/io/NumberText.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

namespace nblast {

namespace {

/// Reads columns one after another. The line end at the text's end stops every loop.
class Cursor {
 public:
  explicit Cursor(const char* at) : at_(at) {}

  const char* at() const { return at_; }
  bool isOnBlank() const { return *at_ == ' ' || *at_ == '\t'; }
  bool isOnEnd() const { return *at_ == '\n' || *at_ == '\r'; }
  void skipBlanks() {
    while (isOnBlank())
      ++at_;
  }

  /// A column without a dot or an exponent. @return false for any other
  bool whole(std::int64_t& value) {
    const bool negative = takeMinus();
    std::uint64_t digits = 0;
    const char* first = at_;
    takeDigits(digits);
    constexpr std::ptrdiff_t kMostDigits = 18;  // of any kind they fit 64 bits
    if (at_ == first || at_ - first > kMostDigits) return false;
    value = negative ? -static_cast<std::int64_t>(digits) : static_cast<std::int64_t>(digits);
    return true;
  }

  /// A column of digits with a dot at most is rounded exactly here: digits up to 2^53 and powers of
  /// ten up to 10^22 are doubles, so that their quotient is rounded once. parseNumber() reads
  /// others.
  bool number(double& value) {
    const char* begin = at_;
    const bool negative = takeMinus();
    std::uint64_t digits = 0;
    const char* first = at_;
    takeDigits(digits);
    const std::ptrdiff_t before = at_ - first;
    std::ptrdiff_t after = 0;
    if (*at_ == '.') {
      const char* dot = at_++;
      takeDigits(digits);
      after = at_ - dot - 1;
    }
    constexpr std::ptrdiff_t kMostDigits = 19;  // more may not fit 64 bits
    constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
    const bool isPlain = before > 0 && before + after <= kMostDigits && digits <= kExact;
    if (!isPlain || !(isOnBlank() || isOnEnd())) return otherNumber(begin, value);
    value = static_cast<double>(digits) / kPowersOfTen[static_cast<std::size_t>(after)];
    if (negative) value = -value;
    return true;
  }

  /// A column that is not read. Separators other than blanks, and comments, make no plain row.
  bool passOver() {
    const char* first = at_;
    while ((*at_ >= '0' && *at_ <= '9') || *at_ == '-' || *at_ == '.')
      ++at_;
    return at_ != first;
  }

 private:
  bool takeMinus() {
    const bool negative = *at_ == '-';
    if (negative) ++at_;
    return negative;
  }
  void takeDigits(std::uint64_t& digits) {
    for (; *at_ >= '0' && *at_ <= '9'; ++at_)
      digits = 10 * digits + static_cast<std::uint64_t>(*at_ - '0');
  }
  bool otherNumber(const char* begin, double& value) {
    at_ = begin;
    while (!isOnBlank() && !isOnEnd())
      ++at_;
    const auto parsed = parseNumber({begin, static_cast<std::size_t>(at_ - begin)});
    if (!parsed || !std::isfinite(*parsed)) return false;
    value = *parsed;
    return true;
  }

  static constexpr std::array<double, 20> kPowersOfTen{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,
                                                       1e7,  1e8,  1e9,  1e10, 1e11, 1e12, 1e13,
                                                       1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
  const char* at_;
};

}  // namespace

std::optional<PlainSwcRow> readPlainSwcRow(std::string_view text) {
  Cursor cursor(text.data());
  std::optional<PlainSwcRow> result(std::in_place);
  SwcRow& row = result->row;
  double radius = 0;
  cursor.skipBlanks();
  const auto next = [&] {
    if (!cursor.isOnBlank()) return false;
    cursor.skipBlanks();
    return true;
  };
  const bool good = cursor.whole(row.id) && row.id >= 0 && next() && cursor.passOver() && next() &&
                    cursor.number(row.point.x) && next() && cursor.number(row.point.y) && next() &&
                    cursor.number(row.point.z) && next() && cursor.number(radius) && next() &&
                    cursor.whole(row.parent);
  if (!good) return {};
  cursor.skipBlanks();
  if (!cursor.isOnEnd()) return {};
  setRadius(row, radius);
  const char* end = cursor.at();
  const char* last = text.data() + text.size() - 1;
  const std::size_t lineEnd = *end == '\r' && end != last && end[1] == '\n' ? 2 : 1;
  result->bytes = static_cast<std::size_t>(end - text.data()) + lineEnd;
  if (result->bytes > kMostRowBytes) return {};
  return result;
}

}  // namespace nblast
