// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace nblast {

/// Three coordinates, in whatever unit the holder's name says.
template <class T>
struct Vec3 {
  T x{}, y{}, z{};
  friend bool operator==(const Vec3&, const Vec3&) = default;
};

using Vec3f = Vec3<float>;
using Vec3d = Vec3<double>;

}  // namespace nblast
