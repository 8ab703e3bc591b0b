// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace nblast {

/// A large array for a while, straight from the system: all zeros at first, aligned to pages, and
/// pages that nobody has written to take no memory. What is no longer needed can go back while the
/// rest is still in use.
template <class T>
class ScratchArray {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  ScratchArray() = default;
  /// @throws std::bad_alloc
  explicit ScratchArray(std::size_t size) : size_(size) {
    if (size == 0) return;
    void* memory = ::mmap(nullptr, size * sizeof(T), PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    memory_ = static_cast<std::byte*>(memory);
  }
  ~ScratchArray() {
    const auto bytes = size_ * sizeof(T);
    if (memory_ != nullptr && gone_ < bytes) ::munmap(memory_ + gone_, bytes - gone_);
  }
  ScratchArray(ScratchArray&& other) noexcept { swap(other); }
  ScratchArray& operator=(ScratchArray&& other) noexcept {
    ScratchArray(std::move(other)).swap(*this);
    return *this;
  }

  std::size_t size() const { return size_; }
  T* data() { return reinterpret_cast<T*>(memory_); }
  const T* data() const { return reinterpret_cast<const T*>(memory_); }
  std::span<T> all() { return {data(), size_}; }
  T& operator[](std::size_t i) { return data()[i]; }
  const T& operator[](std::size_t i) const { return data()[i]; }

  /// Elements [0, end) are not needed any more: their whole pages go back to the system, and may
  /// not be touched again.
  void giveBackFront(std::size_t end) {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const auto until = end * sizeof(T) / page * page;
    if (until <= gone_) return;
    ::munmap(memory_ + gone_, until - gone_);
    gone_ = until;
  }

 private:
  void swap(ScratchArray& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
    std::swap(gone_, other.gone_);
  }

  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;
  std::size_t gone_ = 0;  ///< bytes at the front that went back; whole pages
};

}  // namespace nblast
