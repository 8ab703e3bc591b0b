#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace nblast {

/// The text of a file, whatever it was wrapped in: gzip (by its first bytes, not its name), a byte
/// order mark, UTF-16 of either order, with or without a mark. Plain text is not copied.
/// @param storage owns the text where it had to be converted; must outlive the result
/// @throws InputError with source, and the line where NUL bytes make the text unreadable
std::string_view decodeText(std::string_view bytes, std::string& storage,
                            const std::string& source);

/// The same text with every byte that is not valid UTF-8 replaced by U+FFFD: names go into HDF5 and
/// JSON.
std::string validUtf8(std::string_view text);

/// Lines of a text, whether they end in LF, CRLF or CR alone; line ends are not part of a line.
class Lines {
 public:
  explicit Lines(std::string_view text)
      : rest_(text), hasCarriageReturns_(text.find('\r') != std::string_view::npos) {}

  /// @return false at the end of the text
  bool next(std::string_view& line);
  std::int64_t number() const { return number_; }  ///< of the line last given, 1-based
  bool restIsBlank() const { return rest_.find_first_not_of(" \t\r\n") == std::string_view::npos; }

 private:
  std::string_view rest_;
  bool hasCarriageReturns_;
  std::int64_t number_ = 0;
};

/// An upper bound of the number of lines: what to reserve.
std::int64_t countLines(std::string_view text);

}  // namespace nblast
