#pragma once
#include <cstdint>
#include <string>

namespace nblast {

/// "12.3 GB", for messages.
std::string bytesAsText(std::uint64_t bytes);

}  // namespace nblast
