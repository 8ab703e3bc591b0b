#include "compute/store/Checksum.hpp"

#include <boost/crc.hpp>

namespace nblast {

std::uint32_t crc32c(const void* data, std::size_t bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(data, bytes);
  return crc.checksum();
}

}  // namespace nblast
