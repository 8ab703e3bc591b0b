// SPDX-License-Identifier: BSD-3-Clause
#include "ui/meshes/StlFile.hpp"

#include "ui/meshes/TextCursor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cctype>

namespace {

constexpr std::size_t kHeaderBytes = 80;
constexpr std::size_t kTriangleBytes = 50;

std::uint32_t littleEndian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;)
    value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

void addTriangle(MeshData& mesh) {
  // Each triangle has vertices of its own; what draws the surface merges them.
  for (std::int64_t corner = mesh.vertices() - 3; corner < mesh.vertices(); ++corner)
    mesh.corners.push_back(corner);
  mesh.ends.push_back(mesh.corners.size());
}

/// Triangles that a binary file promises; behind its header.
std::uint64_t promised(std::string_view bytes) {
  return littleEndian(bytes.substr(kHeaderBytes, 4));
}

std::string readBinary(std::string_view bytes, MeshData& mesh) {
  const std::uint64_t triangles = promised(bytes);
  bytes.remove_prefix(kHeaderBytes + 4);
  if (triangles > bytes.size() / kTriangleBytes) {
    return fmt::format("it promises {} triangles, but holds {}", triangles,
                       bytes.size() / kTriangleBytes);
  }
  for (std::uint64_t t = 0; t < triangles; ++t) {
    const std::string_view triangle = bytes.substr(t * kTriangleBytes, kTriangleBytes);
    constexpr std::size_t kNormalBytes = 12;
    for (std::size_t k = 0; k < 9; ++k) {
      const auto value =
          std::bit_cast<float>(littleEndian(triangle.substr(kNormalBytes + 4 * k, 4)));
      if (!std::isfinite(value))
        return fmt::format("its triangle {} has a coordinate that is not a number", t + 1);
      mesh.coordinates.push_back(value);
    }
    addTriangle(mesh);
  }
  return {};
}

std::string lower(std::string_view word) {
  constexpr std::size_t kLongest = 16;  // of what is looked for
  std::string text(word.substr(0, kLongest));
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

class StlTextReader {
 public:
  StlTextReader(std::string_view bytes, MeshData& mesh) : cursor_(bytes), mesh_(mesh) {}

  std::string read() {
    bool ended = false;
    while (!cursor_.atEnd()) {
      const std::string_view line = cursor_.nextLine();
      TextCursor words(line);
      const std::string kind = lower(words.nextWord());
      if (kind.empty()) continue;
      ended = kind == "endsolid";
      if (!takeLine(kind, words)) {
        return fmt::format("line {}, \"{}\", is not well formed", cursor_.line(),
                           nblast::shortened(nblast::trimmed(line)));
      }
    }
    return ended && corners_ == 0 ? std::string()
                                  : "it is cut off: the end of the solid is missing";
  }

 private:
  bool takeLine(const std::string& kind, TextCursor& words) {
    if (kind == "vertex") return takeVertex(words);
    if (kind == "endloop") {
      if (corners_ != 3) return false;
      addTriangle(mesh_);
      corners_ = 0;
      return true;
    }
    const bool between = kind == "facet" || kind == "endfacet" || kind == "solid" ||
                         kind == "endsolid" || kind == "outer";
    return between && corners_ == 0;
  }

  bool takeVertex(TextCursor& words) {
    for (int axis = 0; axis < 3; ++axis) {
      const auto number = finiteNumber(words.nextWord());
      if (!number) return false;
      mesh_.coordinates.push_back(*number);
    }
    return ++corners_ <= 3;
  }

  TextCursor cursor_;
  MeshData& mesh_;
  int corners_ = 0;  ///< of the triangle at hand
};

}  // namespace

std::string readStl(std::string_view bytes, MeshData& mesh) {
  const bool mayBeBinary = bytes.size() >= kHeaderBytes + 4;
  // Binary files, too, may begin with "solid": those whose size is right are believed first.
  if (mayBeBinary && bytes.size() == kHeaderBytes + 4 + promised(bytes) * kTriangleBytes)
    return readBinary(bytes, mesh);
  constexpr std::size_t kLooked = 512;
  const bool isText = lower(TextCursor(bytes.substr(0, kLooked)).nextWord()) == "solid" &&
                      bytes.substr(0, kLooked).find('\0') == std::string_view::npos;
  if (isText) return StlTextReader(bytes, mesh).read();
  if (mayBeBinary) return readBinary(bytes, mesh);
  return "it is neither a text nor a binary STL";
}
