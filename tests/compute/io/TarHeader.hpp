// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

/// One header of a tar, with whatever it shall say: writers that are kept well would not.
inline std::string tarHeader(const std::string& name, std::uint64_t size, char type = '0',
                             const std::string& linkTo = {}) {
  std::string block(512, '\0');
  const auto put = [&block](std::size_t at, const std::string& text) {
    std::memcpy(block.data() + at, text.data(), text.size());
  };
  const auto octal = [](std::uint64_t value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(value));
    return std::string(text);
  };
  put(0, name.substr(0, 99));
  put(100, "0000644");
  put(108, "0000000");
  put(116, "0000000");
  if (size < (std::uint64_t{1} << 33)) {
    put(124, octal(size, 11));
  } else {  // as GNU tar writes it: eight bytes, marked by the first of twelve
    block[124] = '\x80';
    for (int i = 0; i < 8; ++i)
      block[static_cast<std::size_t>(135 - i)] = static_cast<char>(size >> (8 * i));
  }
  put(136, "00000000000");
  put(148, "        ");
  block[156] = type;
  put(157, linkTo.substr(0, 99));
  put(257, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : block)
    sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + std::string("\0 ", 2));
  return block;
}

/// A member whose bytes are as long as its header says.
inline std::string tarMember(const std::string& name, const std::string& bytes) {
  return tarHeader(name, bytes.size()) + bytes +
         std::string((512 - bytes.size() % 512) % 512, '\0');
}

inline std::string tarEnd() {
  return std::string(1024, '\0');
}
