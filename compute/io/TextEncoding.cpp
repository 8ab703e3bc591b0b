// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/TextEncoding.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/Lines.hpp"
#include "compute/io/ReadToEnd.hpp"
#include "compute/io/archive/Gunzip.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace nblast {

namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::size_t kUnitsBetweenCheckpoints = std::size_t{1} << 20;

void appendUtf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

bool isHighSurrogate(char32_t c) {
  return c >= 0xD800 && c < 0xDC00;
}
bool isLowSurrogate(char32_t c) {
  return c >= 0xDC00 && c < 0xE000;
}

std::string utf8FromUtf16(std::string_view bytes, bool bigEndian, ReadAllowance& allowance) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[2 * i]);
    const auto second = static_cast<unsigned char>(bytes[2 * i + 1]);
    return static_cast<char32_t>(bigEndian ? first << 8 | second : second << 8 | first);
  };
  const std::size_t units = bytes.size() / 2;
  std::string out;
  reserveFrom(allowance, out, 3 * units);  // no unit becomes more than 3 bytes
  for (std::size_t i = 0; i < units; ++i) {
    if (i % kUnitsBetweenCheckpoints == 0) allowance.checkpoint();
    char32_t c = unit(i);
    if (isHighSurrogate(c) && i + 1 < units && isLowSurrogate(unit(i + 1))) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(++i) - 0xDC00);
    } else if (isHighSurrogate(c) || isLowSurrogate(c)) {
      c = kReplacement;
    }
    appendUtf8(out, c);
  }
  return out;
}

enum class Encoding { Bytes, Utf16Le, Utf16Be };

/// Without a mark, UTF-16 shows in that every other byte of the first ones is NUL: SWC is ASCII
/// where it matters.
Encoding guessUtf16(std::string_view bytes) {
  const std::size_t looked = std::min<std::size_t>(bytes.size() & ~std::size_t{1}, 64);
  if (looked < 8) return Encoding::Bytes;
  bool little = true, big = true;
  for (std::size_t i = 0; i < looked; i += 2) {
    little = little && bytes[i] != 0 && bytes[i + 1] == 0;
    big = big && bytes[i] == 0 && bytes[i + 1] != 0;
  }
  return little ? Encoding::Utf16Le : big ? Encoding::Utf16Be : Encoding::Bytes;
}

Encoding stripMark(std::string_view& bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
    return Encoding::Bytes;
  }
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    const bool big = bytes[0] == '\xFE';
    bytes.remove_prefix(2);
    return big ? Encoding::Utf16Be : Encoding::Utf16Le;
  }
  return guessUtf16(bytes);
}

/// The line in which a byte stands, from 1.
std::int64_t lineOf(std::string_view text, std::size_t at) {
  Lines lines(text.substr(0, at));
  std::string_view line;
  while (lines.next(line)) {
  }
  const bool onNewLine = at == 0 || text[at - 1] == '\n' || text[at - 1] == '\r';
  return lines.number() + (onNewLine ? 1 : 0);
}

/// Length of the valid UTF-8 sequence that text begins with; 0 if there is none.
std::size_t sequenceLength(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(i) & 0xC0) != 0x80) return 0;
  const unsigned second = byte(1);
  const bool tooLong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second >= 0xA0;
  const bool beyondUnicode = lead == 0xF4 && second >= 0x90;
  return tooLong || surrogate || beyondUnicode ? 0 : length;
}

}  // namespace

void decodeText(std::string& bytes, const std::string& source, ReadAllowance& allowance) {
  const auto become = [&](std::string text) {
    allowance.giveBack(heapBytes(bytes));
    bytes = std::move(text);
  };
  if (bytes.starts_with("\x1F\x8B")) become(gunzip(bytes, source, allowance));
  std::string_view text = bytes;
  const Encoding encoding = stripMark(text);
  if (encoding != Encoding::Bytes)
    become(utf8FromUtf16(text, encoding == Encoding::Utf16Be, allowance));
  else if (text.size() < bytes.size())
    bytes.erase(0, bytes.size() - text.size());
  allowance.checkpoint();
  if (const std::size_t nul = bytes.find('\0'); nul != std::string::npos) {
    const std::int64_t line = lineOf(bytes, nul);
    throw InputError(source, line, "NUL bytes in the text: the file is damaged; export it again");
  }
}

std::string validUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequenceLength(text);
    if (length > 0)
      out += text.substr(0, length);
    else
      appendUtf8(out, kReplacement);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  return validUtf8(text.substr(0, kLongest)) + (text.size() > kLongest ? "…" : "");
}

std::string inQuotes(std::string_view text) {
  return fmt::format("'{}'", shortened(text));
}

}  // namespace nblast
