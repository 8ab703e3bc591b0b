// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/WriteGeometry.hpp"

#include <limits>
#include <vector>

namespace nblast {

namespace {

/// Gathers small pieces that follow each other in the file: neurons have a few kB each, and there
/// may be 100,000.
class Stream {
 public:
  Stream(PosixFile& file, std::uint64_t byteOffset) : file_(file), byteOffset_(byteOffset) {
    buffer_.reserve(kBufferBytes);
  }

  template <class Value>
  void append(const Value* values, std::size_t count) {
    const auto* bytes = reinterpret_cast<const char*>(values);
    const auto size = count * sizeof(Value);
    if (buffer_.size() + size > kBufferBytes) flush();
    if (size > kBufferBytes) return write(bytes, size);
    buffer_.insert(buffer_.end(), bytes, bytes + size);
  }

  void flush() {
    write(buffer_.data(), buffer_.size());
    buffer_.clear();
  }

 private:
  void write(const char* bytes, std::size_t size) {
    file_.writeAt(byteOffset_, bytes, size);
    byteOffset_ += size;
  }

  static constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
  PosixFile& file_;
  std::uint64_t byteOffset_;
  std::vector<char> buffer_;
};

/// The values given, or as many fillers where there are none.
template <class Value>
void appendOrFill(Stream& stream, const std::vector<Value>& values, std::size_t count,
                  Value filler) {
  if (values.size() == count) {
    stream.append(values.data(), count);
  } else {
    const std::vector<Value> fillers(count, filler);
    stream.append(fillers.data(), count);
  }
}

template <class Append>
void writeArray(PosixFile& file, std::uint64_t byteOffset, const PreparedSet& set, Append append) {
  Stream stream(file, byteOffset);
  for (std::size_t neuron = 0; neuron < set.dotprops.size(); ++neuron)
    append(stream, neuron);
  stream.flush();
}

}  // namespace

void writeGeometry(PosixFile& file, const layout::GeometryOffsets& byteOffsets,
                   const PreparedSet& set) {
  static_assert(sizeof(Vec3f) == 3 * sizeof(float));
  const auto linksOf = [&](std::size_t neuron) {
    return neuron < set.links.size() ? set.links[neuron] : SkeletonLinks();
  };
  const auto count = [&](std::size_t neuron) { return set.dotprops[neuron].points_um.size(); };
  writeArray(file, byteOffsets.points, set, [&](Stream& stream, std::size_t neuron) {
    stream.append(set.dotprops[neuron].points_um.data(), count(neuron));
  });
  writeArray(file, byteOffsets.parent, set, [&](Stream& stream, std::size_t neuron) {
    appendOrFill(stream, linksOf(neuron).parents, count(neuron), layout::kNoLinks);
  });
  writeArray(file, byteOffsets.radius, set, [&](Stream& stream, std::size_t neuron) {
    appendOrFill(stream, linksOf(neuron).radii_um, count(neuron),
                 std::numeric_limits<float>::quiet_NaN());
  });
  writeArray(file, byteOffsets.tangent, set, [&](Stream& stream, std::size_t neuron) {
    stream.append(set.dotprops[neuron].tangents.data(), count(neuron));
  });
  writeArray(file, byteOffsets.alpha, set, [&](Stream& stream, std::size_t neuron) {
    stream.append(set.dotprops[neuron].alphas.data(), count(neuron));
  });
}

}  // namespace nblast
