// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/io/ReadAllowance.hpp"

#include <zlib.h>

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace nblast {

/// A file or member that unpacks to more is a bomb: no neuron takes as much.
inline constexpr std::size_t kMostUnpackedBytes = std::size_t{4} << 30;

/// Whether bytes begin as a gzip does.
bool looksGzipped(std::span<const char> bytes);

/// A gzip as a stream of what it holds, member after member. Lengths and checksums are compared
/// with what was unpacked, which libarchive does not do: one flipped bit is found, at the latest
/// when the end is read. For one thread.
class GunzipStream {
 public:
  using Source = std::function<std::span<const char>()>;
  /// @param packed gives the next bytes of the gzip; nothing at its end
  explicit GunzipStream(Source packed);
  ~GunzipStream();
  GunzipStream(const GunzipStream&) = delete;
  GunzipStream& operator=(const GunzipStream&) = delete;

  /// @return how many bytes were put at to; 0 at the end
  /// @throws std::runtime_error with the reason if the gzip is damaged or cut off; what packed
  /// throws
  std::size_t read(char* to, std::size_t most);

 private:
  bool fill();
  bool startNextMember();

  Source packed_;
  z_stream zlib_{};
  bool ended_ = false;
};

/// Unpacks a gzip in memory. The heapBytes() of the result are taken from the allowance.
/// @throws InputError with source, also if it unpacks to more than mostUnpackedBytes; BudgetSpent,
/// Cancelled
std::string gunzip(std::string_view bytes, const std::string& source, ReadAllowance& allowance);

}  // namespace nblast
