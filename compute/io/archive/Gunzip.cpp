// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/archive/Gunzip.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/ReadToEnd.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>
#include <stdexcept>
#include <utility>

namespace nblast {

namespace {

constexpr unsigned char kMagic[] = {0x1f, 0x8b};
constexpr int kGzipOnly = 16 + MAX_WBITS;

constexpr std::size_t kPieceBytes = std::size_t{16} << 10;

unsigned char byteAt(const void* bytes, std::size_t i) {
  return static_cast<const unsigned char*>(bytes)[i];
}

}  // namespace

bool looksGzipped(std::span<const char> bytes) {
  return bytes.size() >= 2 && byteAt(bytes.data(), 0) == kMagic[0] &&
         byteAt(bytes.data(), 1) == kMagic[1];
}

GunzipStream::GunzipStream(Source packed) : packed_(std::move(packed)) {
  if (inflateInit2(&zlib_, kGzipOnly) != Z_OK) throw std::bad_alloc();
}

GunzipStream::~GunzipStream() {
  inflateEnd(&zlib_);
}

bool GunzipStream::fill() {
  if (zlib_.avail_in > 0) return true;
  const auto bytes = packed_();
  zlib_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib reads only
  zlib_.avail_in = static_cast<uInt>(bytes.size());
  return !bytes.empty();
}

/// Bytes after the last member that begin no member are passed over, as gzip does.
bool GunzipStream::startNextMember() {
  if (!fill() || byteAt(zlib_.next_in, 0) != kMagic[0]) return false;
  return inflateReset(&zlib_) == Z_OK;
}

std::size_t GunzipStream::read(char* to, std::size_t most) {
  const auto room =
      static_cast<uInt>(std::min<std::size_t>(most, std::numeric_limits<uInt>::max()));
  zlib_.next_out = reinterpret_cast<Bytef*>(to);
  zlib_.avail_out = room;
  while (!ended_ && zlib_.avail_out == room) {
    if (!fill()) throw std::runtime_error("truncated gzip input");
    const int answer = inflate(&zlib_, Z_NO_FLUSH);
    if (answer == Z_STREAM_END) {
      ended_ = !startNextMember();
    } else if (answer == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (answer != Z_OK && answer != Z_BUF_ERROR) {
      throw std::runtime_error(zlib_.msg != nullptr ? zlib_.msg : "damaged gzip");
    }
  }
  return room - zlib_.avail_out;
}

namespace {

std::string unpackOnce(std::string_view bytes, const std::string& source,
                       ReadAllowance& allowance) {
  // In pieces, so that cancel is looked at between them.
  GunzipStream gzip([&] {
    allowance.checkpoint();
    const std::string_view piece = bytes.substr(0, kPieceBytes);
    bytes.remove_prefix(piece.size());
    return std::span<const char>(piece);
  });
  std::size_t unpacked = 0;
  return readToEnd(0, allowance, [&](char* to, std::size_t most) {
    try {
      const std::size_t got = gzip.read(to, most);
      unpacked += got;
      if (unpacked > kMostUnpackedBytes) throw InputError(source, 0, "unpacks to more than 4 GiB");
      return got;
    } catch (const std::runtime_error& error) {
      throw InputError(source, 0, fmt::format("gzip that cannot be unpacked: {}", error.what()));
    }
  });
}

}  // namespace

std::string gunzip(std::string_view bytes, const std::string& source, ReadAllowance& allowance) {
  constexpr int kMostTimes = 4;  // some gzips hold themselves
  std::string text = unpackOnce(bytes, source, allowance);
  for (int i = 1; looksGzipped(text); ++i) {
    if (i == kMostTimes) throw InputError(source, 0, "gzip in a gzip, over and over");
    std::string inner = unpackOnce(text, source, allowance);
    allowance.giveBack(heapBytes(text));
    text = std::move(inner);
  }
  return text;
}

}  // namespace nblast
