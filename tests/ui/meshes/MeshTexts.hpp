// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

/// One surface in every format: a tetrahedron with its corners at 0 and at 1.5 on each axis.
namespace mesh_texts {

inline const std::string kObj =
    "v 0 0 0\nv 1.5 0 0\nv 0 1.5 0\nv 0 0 1.5\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";

inline const std::string kPlyHeader =
    "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float "
    "z\nelement face 4\nproperty list uchar int vertex_indices\nend_header\n";
inline const std::string kPlyPoints = "0 0 0\n1.5 0 0\n0 1.5 0\n0 0 1.5\n";
inline const std::string kPly = kPlyHeader + kPlyPoints + "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n";

inline constexpr float kCorners[4][3] = {{0, 0, 0}, {1.5F, 0, 0}, {0, 1.5F, 0}, {0, 0, 1.5F}};
inline constexpr std::int16_t kFaces[4][3] = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};

template <class Value>
void append(std::string& bytes, Value value, bool bigEndian = false) {
  char raw[sizeof value];
  std::memcpy(raw, &value, sizeof value);
  if (bigEndian) std::reverse(raw, raw + sizeof value);
  bytes.append(raw, sizeof value);
}

inline std::string asciiStl() {
  std::string text = "solid s\n";
  for (const auto& face : kFaces) {
    text += " facet normal 0 0 0\n  outer loop\n";
    for (const int corner : face) {
      text += "   vertex";
      for (const float x : kCorners[corner])
        text += x == 0 ? " 0" : " 1.5";
      text += "\n";
    }
    text += "  endloop\n endfacet\n";
  }
  return text + "endsolid s\n";
}

inline std::string binaryStl() {
  std::string bytes(80, ' ');
  append(bytes, std::uint32_t{4});
  for (const auto& face : kFaces) {
    for (int k = 0; k < 3; ++k)
      append(bytes, 0.0F);
    for (const int corner : face) {
      for (const float x : kCorners[corner])
        append(bytes, x);
    }
    append(bytes, std::uint16_t{0});
  }
  return bytes;
}

/// With a colour that has to be passed over and indices of two bytes.
inline std::string binaryPly(bool bigEndian) {
  std::string bytes =
      std::string("ply\nformat binary_") + (bigEndian ? "big" : "little") +
      "_endian 1.0\ncomment x\nelement vertex 4\nproperty double x\nproperty uchar red\n"
      "property float y\nproperty float z\nelement face 4\n"
      "property list uchar short vertex_index\nend_header\n";
  for (const auto& point : kCorners) {
    append(bytes, static_cast<double>(point[0]), bigEndian);
    append(bytes, std::uint8_t{200}, bigEndian);
    append(bytes, point[1], bigEndian);
    append(bytes, point[2], bigEndian);
  }
  for (const auto& face : kFaces) {
    append(bytes, std::uint8_t{3}, bigEndian);
    for (const std::int16_t corner : face)
      append(bytes, corner, bigEndian);
  }
  return bytes;
}

}  // namespace mesh_texts
