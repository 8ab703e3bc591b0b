// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/platform/Checksum.hpp"

#include <boost/crc.hpp>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

#include <cstring>

namespace nblast {

#if defined(__x86_64__)
namespace {

/// The processor has an instruction for just this sum: 30 times the table's speed, which would
/// otherwise be most of what writing a score costs.
__attribute__((target("sse4.2"))) std::uint32_t crc32cByInstruction(const void* data,
                                                                    std::size_t bytes) {
  const auto* from = static_cast<const unsigned char*>(data);
  std::uint64_t crc = 0xFFFFFFFF;
  for (; bytes >= sizeof(std::uint64_t); bytes -= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof(word));
    crc = _mm_crc32_u64(crc, word);
    from += sizeof(word);
  }
  auto rest = static_cast<std::uint32_t>(crc);
  for (; bytes > 0; --bytes)
    rest = _mm_crc32_u8(rest, *from++);
  return ~rest;
}

}  // namespace
#endif

std::uint32_t crc32c(const void* data, std::size_t bytes) {
#if defined(__x86_64__)
  static const bool kHasInstruction = __builtin_cpu_supports("sse4.2");
  if (kHasInstruction) return crc32cByInstruction(data, bytes);
#endif
  return crc32cPortable(data, bytes);
}

std::uint32_t crc32cPortable(const void* data, std::size_t bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(data, bytes);
  return crc.checksum();
}

}  // namespace nblast
