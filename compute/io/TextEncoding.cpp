#include "compute/io/TextEncoding.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/ArchiveStream.hpp"

#include <algorithm>
#include <cstddef>

namespace nblast {

namespace {

constexpr char32_t replacement = 0xFFFD;

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

std::string utf8FromUtf16(std::string_view bytes, bool bigEndian) {
  const auto unit = [&](std::size_t i) {
    const auto first = static_cast<unsigned char>(bytes[2 * i]);
    const auto second = static_cast<unsigned char>(bytes[2 * i + 1]);
    return static_cast<char32_t>(bigEndian ? first << 8 | second : second << 8 | first);
  };
  const std::size_t units = bytes.size() / 2;
  std::string out;
  out.reserve(units);
  for (std::size_t i = 0; i < units; ++i) {
    char32_t c = unit(i);
    if (isHighSurrogate(c) && i + 1 < units && isLowSurrogate(unit(i + 1))) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(++i) - 0xDC00);
    } else if (isHighSurrogate(c) || isLowSurrogate(c)) {
      c = replacement;
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

std::string_view decodeText(std::string_view bytes, std::string& storage,
                            const std::string& source) {
  if (bytes.starts_with("\x1F\x8B")) {
    storage = gunzip(bytes, source);
    bytes = storage;
  }
  if (const Encoding encoding = stripMark(bytes); encoding != Encoding::Bytes) {
    storage = utf8FromUtf16(bytes, encoding == Encoding::Utf16Be);
    bytes = storage;
  }
  if (const std::size_t nul = bytes.find('\0'); nul != std::string_view::npos) {
    const std::int64_t line = countLines(bytes.substr(0, nul));
    throw InputError(source, line, "NUL bytes in the text: the file is damaged; export it again");
  }
  return bytes;
}

std::string validUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequenceLength(text);
    if (length > 0)
      out += text.substr(0, length);
    else
      appendUtf8(out, replacement);
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

bool Lines::next(std::string_view& line) {
  if (rest_.empty()) return false;
  ++number_;
  const std::size_t end = hasCarriageReturns_ ? rest_.find_first_of("\r\n") : rest_.find('\n');
  line = rest_.substr(0, end);
  if (end == std::string_view::npos) {
    rest_ = {};
    return true;
  }
  const bool both = rest_[end] == '\r' && end + 1 < rest_.size() && rest_[end + 1] == '\n';
  rest_.remove_prefix(end + (both ? 2 : 1));
  return true;
}

std::int64_t countLines(std::string_view text) {
  std::int64_t feeds = std::count(text.begin(), text.end(), '\n');
  // CR alone ends a line too; with CRLF only the LF counts.
  for (std::size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1))
    if (at + 1 == text.size() || text[at + 1] != '\n') ++feeds;
  return feeds + 1;
}

}  // namespace nblast
