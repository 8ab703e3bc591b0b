// SPDX-License-Identifier: BSD-3-Clause
#include "compute/sample/CellTypes.hpp"

#include "compute/sample/Brain.hpp"
#include "compute/sample/Random.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace nblast::sample {

namespace {

/// Types 2m and 2m + 1 are sisters: their somata lie side by side and their tracts start as one.
struct Lineage {
  std::size_t lobe = 0;
  Vec3d entry_um, outwards, hub_um;
};

/// The lobe itself. A reference by way of a temporary span is one into the span to g++ 13
/// (-Wdangling-reference).
const Lobe& lobeAt(std::size_t index) {
  const auto all = lobes();
  return all[index];
}

Lineage drawLineage(std::uint64_t seed, std::int64_t lineage) {
  Random random(seed, Purpose::Lineage, static_cast<std::uint64_t>(lineage));
  Lineage drawn;
  drawn.lobe = static_cast<std::size_t>(random.below(static_cast<std::int64_t>(lobes().size())));
  const Lobe& lobe = lobeAt(drawn.lobe);
  do {
    drawn.entry_um = surfaceAlong(lobe.centre_um, random.direction());
  } while (drawn.entry_um.x > kMidline_um - 12);
  drawn.outwards = scaled(unit(neuropilGradient(drawn.entry_um)), -1);
  const Vec3d inwards = between(drawn.entry_um, lobe.centre_um, random.uniform(0.35, 0.55));
  drawn.hub_um = pulledInside(plus(inwards, random.bell3(5)));
  return drawn;
}

Vec3d fieldCentre(const Lobe& lobe, bool otherSide, Random& random) {
  for (;;) {
    Vec3d p = plus(lobe.centre_um, scaled(scaled(random.inUnitBall(), lobe.radii_um), 0.65));
    if (lobe.isMidline() && p.x > kMidline_um) p = mirrored(p);
    if (neuropilField(p) > 0.15) return otherSide ? mirrored(p) : p;
  }
}

ArbourField drawField(const Lobe& lobe, bool otherSide, Random& random) {
  ArbourField field;
  field.centre_um = fieldCentre(lobe, otherSide, random);
  // Two random directions, made orthonormal, and their cross product.
  const Vec3d a = random.direction();
  Vec3d b;
  do {
    const Vec3d d = random.direction();
    b = minus(d, scaled(a, dot(a, d)));
  } while (dot(b, b) < 0.05);
  b = unit(b);
  field.axes[0] = a;
  field.axes[1] = b;
  field.axes[2] = {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
  const double size_um = random.uniform(13, 30);
  field.radii_um = {size_um * random.uniform(0.9, 1.35), size_um * random.uniform(0.75, 1.1),
                    size_um * random.uniform(0.5, 0.9)};
  // Bigger fields have more branch points, but not in proportion to their volume.
  const auto branches = static_cast<std::int64_t>(size_um * random.uniform(1.6, 3.4));
  const std::int64_t shared = branches * 55 / 100;
  for (std::int64_t k = 0; k < shared; ++k)
    field.backbone_um.push_back(pointInField(field, random));
  field.twigs = branches - shared;
  return field;
}

/// A bend between two fields, so that the tract is no straight line; through the midline body if it
/// crosses over.
Vec3d bendBetween(const Vec3d& from, const Vec3d& to, bool crosses, Random& random) {
  Vec3d bend = plus(between(from, to, 0.5), random.bell3(12));
  if (crosses)
    bend = {kMidline_um + random.bell() * 4, random.uniform(105, 175), random.uniform(95, 160)};
  return pulledInside(bend);
}

}  // namespace

Vec3d pointInField(const ArbourField& field, Random& random) {
  Vec3d p;
  // A field near the surface has a part outside: arbours keep to the neuropil.
  for (int attempt = 0; attempt < 50; ++attempt) {
    const Vec3d u = scaled(random.inUnitBall(), field.radii_um);
    p = plus(plus(field.centre_um, scaled(field.axes[0], u.x)),
             plus(scaled(field.axes[1], u.y), scaled(field.axes[2], u.z)));
    if (neuropilField(p) > 0) break;
  }
  return p;
}

double fieldRadius2(const ArbourField& field, const Vec3d& p_um) {
  const Vec3d d = minus(p_um, field.centre_um);
  const double x = dot(d, field.axes[0]) / field.radii_um.x;
  const double y = dot(d, field.axes[1]) / field.radii_um.y;
  const double z = dot(d, field.axes[2]) / field.radii_um.z;
  return x * x + y * y + z * z;
}

CellIdentity identify(const SampleOptions& options, std::int64_t i) {
  // Five types make a group of known size, so that the i-th neuron is found without counting all
  // before it.
  constexpr std::int64_t kTypesInGroup = 5;
  const std::int64_t mean = std::clamp<std::int64_t>(options.neurons / 10, 2, 10);
  const std::int64_t groupSize = kTypesInGroup * 2 * mean;
  const std::int64_t group = i / groupSize;
  std::array<std::int64_t, kTypesInGroup> perSide{0, -1, 1, -2, 2};
  Random random(options.seed, Purpose::TypeSizes, static_cast<std::uint64_t>(group));
  for (std::int64_t k = kTypesInGroup - 1; k > 0; --k)
    std::swap(perSide[static_cast<std::size_t>(k)],
              perSide[static_cast<std::size_t>(random.below(k + 1))]);
  for (std::int64_t& count : perSide)
    count = mean + (mean == 10 ? count : 0);

  CellIdentity cell{group * kTypesInGroup, true, 1};
  std::int64_t rest = i % groupSize;
  for (const std::int64_t count : perSide) {
    if (rest < 2 * count) {
      cell.left = rest < count;
      cell.number = rest % count + 1;
      break;
    }
    rest -= 2 * count;
    ++cell.type;
  }
  return cell;
}

CellType drawType(std::uint64_t seed, std::int64_t type) {
  const Lineage lineage = drawLineage(seed, type / 2);
  Random random(seed, Purpose::Type, static_cast<std::uint64_t>(type));
  const auto lobeCount = static_cast<std::int64_t>(lobes().size());

  CellType drawn;
  drawn.outwards = lineage.outwards;
  // One draw a statement: the order in which a call's arguments are evaluated is the compiler's
  // choice.
  const double outside_um = random.uniform(8, 12);
  drawn.soma_um =
      plus(plus(lineage.entry_um, scaled(lineage.outwards, outside_um)), random.bell3(3));
  drawn.waypoints_um = {lineage.entry_um, lineage.hub_um};

  const std::size_t inLobe =
      random.chance(0.5) ? lineage.lobe : static_cast<std::size_t>(random.below(lobeCount));
  drawn.dendrite = drawField(lobeAt(inLobe), false, random);
  drawn.dendrite.waypoint = drawn.waypoints_um.size();
  drawn.waypoints_um.push_back(drawn.dendrite.centre_um);
  drawn.name = fmt::format("{}{:04}", lobeAt(inLobe).code, type + 1);

  drawn.hasAxon = random.chance(0.8);
  if (drawn.hasAxon) {
    const auto step = static_cast<std::size_t>(1 + random.below(lobeCount - 1));
    const Lobe& outLobe = lobeAt((inLobe + step) % lobes().size());
    const bool crosses = random.chance(0.3);
    drawn.axon = drawField(outLobe, crosses, random);
    drawn.waypoints_um.push_back(
        bendBetween(drawn.dendrite.centre_um, drawn.axon.centre_um, crosses, random));
    drawn.axon.waypoint = drawn.waypoints_um.size();
    drawn.waypoints_um.push_back(drawn.axon.centre_um);
  }
  return drawn;
}

}  // namespace nblast::sample
