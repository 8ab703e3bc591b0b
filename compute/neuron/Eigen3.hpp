// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// Included by files compiled for wider vectors: templates by lanes only.
#include "compute/neuron/TangentLanes.hpp"

namespace nblast {

/// The lower half of a symmetric 3x3 matrix per lane.
template <class L>
struct Symmetric3 {
  typename L::F xx, yx, zx, yy, zy, zz;
};

/// Eigenvalues and the leading eigenvector of many symmetric 3x3 matrices side by side:
/// tridiagonal, then implicit QR steps with Wilkinson's shift. Every lane goes through the
/// operations of Eigen 3.4's SelfAdjointEigenSolver in their order, so that the bits are those of
/// Eigen, whatever the other lanes hold (tests/compute/neuron/tst_tangents.cpp).
template <class L>
class Eigen3 {
  using F = typename L::F;
  using M = typename L::M;

 public:
  /// @pre finite
  explicit Eigen3(const Symmetric3<L>& matrix) {
    const F scale = toTridiagonal(matrix);
    constexpr int kMostSteps = 90;
    M live = deflate();
    for (int step = 0; L::bits(live) != 0 && step < kMostSteps; ++step) {
      qrStep(live);
      live = deflate();
    }
    sort(live);
    for (F& value : d_)
      value = value * scale;
  }

  F value(int i) const { return d_[i]; }  ///< ascending
  /// Coordinate of the eigenvector that belongs to the largest value.
  F leading(int axis) const { return q_[2][axis]; }

 private:
  struct Rotation {
    F c, s;
  };

  static F zero() { return L::all(0); }
  static M isZero(F a) { return L::equal(a, zero()); }

  F toTridiagonal(const Symmetric3<L>& m) {
    F scale = L::max(L::max(L::max(L::abs(m.xx), L::abs(m.yx)), L::max(L::abs(m.zx), L::abs(m.yy))),
                     L::max(L::abs(m.zy), L::abs(m.zz)));
    scale = L::choose(isZero(scale), L::all(1), scale);
    const F xx = m.xx / scale, yx = m.yx / scale, zx = m.zx / scale;
    const F yy = m.yy / scale, zy = m.zy / scale, zz = m.zz / scale;
    const F zx2 = zx * zx;
    const M already = L::atMost(zx2, L::all(kSmallest));
    const F beta = L::sqrt(yx * yx + zx2);
    const F inverse = L::all(1) / beta;
    const F a = L::choose(already, L::all(1), yx * inverse);
    const F b = L::choose(already, zero(), zx * inverse);
    const F q = L::all(2) * a * zy + b * (zz - yy);
    d_[0] = xx;
    d_[1] = L::choose(already, yy, yy + b * q);
    d_[2] = L::choose(already, zz, zz - b * q);
    e_[0] = L::choose(already, yx, beta);
    e_[1] = L::choose(already, zy, zy - a * q);
    q_[0][0] = L::all(1);
    q_[0][1] = q_[0][2] = q_[1][0] = q_[2][0] = zero();
    q_[1][1] = a;
    q_[1][2] = q_[2][1] = b;
    q_[2][2] = L::choose(already, L::all(1), L::all(-0.0) - a);
    return scale;
  }

  /// Sets what is negligible beside the diagonal to 0. @return lanes where something is left
  M deflate() {
    M live{};
    for (int i = 0; i < 2; ++i) {
      const F scaled = L::all(kInverseEpsilon) * e_[i];
      const M negligible = L::either(L::less(L::abs(e_[i]), L::all(kSmallest)),
                                     L::atMost(scaled * scaled, L::abs(d_[i]) + L::abs(d_[i + 1])));
      e_[i] = L::choose(negligible, zero(), e_[i]);
      live = L::either(live, L::less(zero(), L::abs(e_[i])));
    }
    return live;
  }

  /// Wilkinson's shift for the block that ends with d1, the off-diagonal e between d0 and d1.
  static F shift(F d0, F d1, F e) {
    const F half = (d0 - d1) * L::all(0.5);
    const F e2 = e * e;
    const F more = L::max(L::abs(half), L::abs(e)), less = L::min(L::abs(half), L::abs(e));
    const F ratio = less / more;
    const F hypotenuse = more * L::sqrt(L::all(1) + ratio * ratio);
    const F sum = half + L::choose(L::less(zero(), half), hypotenuse, L::all(-0.0) - hypotenuse);
    const M underflow = isZero(e2);
    const F step = L::choose(underflow, e, e2) / L::choose(underflow, sum / e, sum);
    return d1 - L::choose(isZero(half), L::abs(e), step);
  }

  static Rotation givens(F p, F q) {
    const M pIsLarger = L::less(L::abs(q), L::abs(p));
    const F larger = L::choose(pIsLarger, p, q);
    const F t = L::choose(pIsLarger, q, p) / larger;
    const F u = L::sqrt(L::all(1) + t * t);
    const F r = L::all(1) / L::choose(L::less(larger, zero()), L::all(-0.0) - u, u);
    const F tr = t * r;
    const F c = L::choose(pIsLarger, r, tr);
    const F s = L::choose(pIsLarger, L::all(-0.0) - tr, L::all(-0.0) - r);
    return {L::choose(isZero(p), zero(), c), s};
  }

  /// d0, d1 and the off-diagonal e between them, rotated from both sides.
  static void rotate(const Rotation& g, F& d0, F& d1, F& e) {
    const F turnedUpper = g.s * d0 + g.c * e;
    const F turnedLower = g.s * e + g.c * d1;
    d0 = g.c * (g.c * d0 - g.s * e) - g.s * (g.c * e - g.s * d1);
    d1 = g.s * turnedUpper + g.c * turnedLower;
    e = g.c * turnedUpper - g.s * turnedLower;
  }

  /// Rotates two columns of the eigenvectors in some lanes.
  static void rotateColumns(M where, const Rotation& g, F (&a)[3], F (&b)[3]) {
    where = L::without(where, L::both(L::equal(g.c, L::all(1)), isZero(g.s)));
    for (int i = 0; i < 3; ++i) {
      const F x = a[i], y = b[i];
      a[i] = L::choose(where, g.c * x - g.s * y, x);
      b[i] = L::choose(where, g.s * x + g.c * y, y);
    }
  }

  void qrStep(M live) {
    const M upper = L::without(live, isZero(e_[0]));  // the block begins with d0
    const M lower = L::without(live, isZero(e_[1]));  // the block ends with d2
    const F mu = shift(L::choose(lower, d_[1], d_[0]), L::choose(lower, d_[2], d_[1]),
                       L::choose(lower, e_[1], e_[0]));
    const M onlyLower = L::without(lower, upper);
    const F firstZ = L::choose(onlyLower, e_[1], e_[0]);
    const Rotation g = givens(L::choose(onlyLower, d_[1], d_[0]) - mu, firstZ);
    F z = zero();
    if (L::bits(upper) != 0) {
      F d0 = d_[0], d1 = d_[1], e = e_[0];
      rotate(g, d0, d1, e);
      d_[0] = L::choose(upper, d0, d_[0]);
      d_[1] = L::choose(upper, d1, d_[1]);
      e_[0] = L::choose(upper, e, e_[0]);
      rotateColumns(upper, g, q_[0], q_[1]);
      const M bulges = L::both(upper, lower);
      z = L::choose(bulges, (L::all(-0.0) - g.s) * e_[1], z);
      e_[1] = L::choose(bulges, g.c * e_[1], e_[1]);
    }
    const M second = L::either(onlyLower, L::without(L::both(upper, lower), isZero(z)));
    if (L::bits(second) == 0) return;
    const Rotation chased = givens(e_[0], z);
    const Rotation h{L::choose(onlyLower, g.c, chased.c), L::choose(onlyLower, g.s, chased.s)};
    F d1 = d_[1], d2 = d_[2], e = e_[1];
    rotate(h, d1, d2, e);
    d_[1] = L::choose(second, d1, d_[1]);
    d_[2] = L::choose(second, d2, d_[2]);
    e_[1] = L::choose(second, e, e_[1]);
    e_[0] = L::choose(L::without(second, onlyLower), h.c * e_[0] - h.s * z, e_[0]);
    rotateColumns(second, h, q_[1], q_[2]);
  }

  void swap(M where, int i, int j) {
    const auto swapLanes = [where](F& a, F& b) {
      const F was = a;
      a = L::choose(where, b, a);
      b = L::choose(where, was, b);
    };
    swapLanes(d_[i], d_[j]);
    for (int axis = 0; axis < 3; ++axis)
      swapLanes(q_[i][axis], q_[j][axis]);
  }

  /// Ascending; not in lanes that have not converged.
  void sort(M unfinished) {
    const M second = L::less(d_[1], d_[0]);
    const M third = L::less(d_[2], L::choose(second, d_[1], d_[0]));
    swap(L::without(L::without(second, third), unfinished), 0, 1);
    swap(L::without(third, unfinished), 0, 2);
    swap(L::without(L::less(d_[2], d_[1]), unfinished), 1, 2);
  }

  static constexpr double kSmallest = 2.2250738585072014e-308;  ///< the least normal double
  static constexpr double kInverseEpsilon = 4503599627370496.0;

  F d_[3];     ///< the diagonal; at the end the eigenvalues
  F e_[2];     ///< beside the diagonal
  F q_[3][3];  ///< columns: the eigenvectors
};

}  // namespace nblast
