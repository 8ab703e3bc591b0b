// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>

namespace nblast::cuda {

inline std::int64_t roundedUp(std::int64_t n, std::int64_t to) {
  return (n + to - 1) / to * to;
}

/// Hands out places in a device's memory one after another: offsets in bytes, 256-byte aligned.
class Offsets {
 public:
  template <class T>
  std::int64_t add(std::int64_t count) {
    constexpr std::int64_t kAlignment = 256;
    const auto at = bytes_;
    bytes_ += roundedUp(count * static_cast<std::int64_t>(sizeof(T)), kAlignment);
    return at;
  }
  std::int64_t bytes() const { return bytes_; }

 private:
  std::int64_t bytes_ = 0;
};

}  // namespace nblast::cuda
