// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

namespace nblast {

/// Bytes of memory that a text takes beside the string object itself.
inline std::int64_t heapBytes(const std::string& text) {
  const bool inside = text.capacity() == std::string().capacity();
  return inside ? 0 : static_cast<std::int64_t>(text.capacity()) + 1;
}

/// Does text.reserve(); the allowance holds the text's heapBytes() before and after.
/// @throws BudgetSpent
inline void reserveFrom(ReadAllowance& allowance, std::string& text, std::size_t capacity) {
  if (capacity <= text.capacity()) return;
  const std::int64_t before = heapBytes(text);
  const auto wanted = static_cast<std::int64_t>(capacity) + 1;
  allowance.take(wanted);
  text.reserve(capacity);
  allowance.take(heapBytes(text) - wanted);  // the library may give more
  allowance.giveBack(before);
}

/// Reads all of a stream. The stated size is believed step by step, as far as the bytes read so far
/// bear it out: a false size costs nothing. The result's heapBytes() are taken from the allowance.
/// Cancel is looked at after every 1 MiB.
/// @param stated size of the stream in bytes; 0 or less: unknown
/// @param read fills a buffer: std::size_t read(char* to, std::size_t most), 0 at the end
/// @throws BudgetSpent, Cancelled, and what read() throws
template <class Read>
std::string readToEnd(std::int64_t stated, ReadAllowance& allowance, Read&& read) {
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  // One byte more than stated: the end then shows without growing.
  const std::size_t all = static_cast<std::size_t>(std::max<std::int64_t>(stated, 0)) + 1;
  std::string bytes;
  const auto grow = [&] {
    const std::size_t now = bytes.capacity();
    reserveFrom(
        allowance, bytes,
        now < all ? std::min(all, std::max(4 * now, 16 * kPiece)) : std::max(2 * now, kPiece));
  };
  grow();
  for (;;) {
    allowance.checkpoint();
    if (bytes.size() == bytes.capacity()) grow();
    const std::size_t before = bytes.size();
    bytes.resize(std::min(bytes.capacity(), before + kPiece));
    const std::size_t got = read(bytes.data() + before, bytes.size() - before);
    bytes.resize(before + got);
    if (got == 0) return bytes;
  }
}

}  // namespace nblast
