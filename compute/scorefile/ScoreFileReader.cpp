// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/ScoreFileReader.hpp"

#include "compute/base/Error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace nblast {

void checkRange(std::int64_t first, std::int64_t count, std::int64_t size) {
  if (first < 0 || count < 0 || count > size - first) {
    throw std::out_of_range(
        fmt::format("neurons {} to {} of {} were asked for", first, first + count, size));
  }
}

std::string readReport(const PosixFile& file, std::uint64_t byteOffset) {
  std::string report(layout::kReportBytes, '\0');
  file.readAt(byteOffset, report.data(), report.size());
  report.resize(std::min(report.find('\0'), report.size()));
  return report;
}

std::string ScoreFileReader::reportJson() const {
  return readReport(*opened_.file, opened_.byteOffsets.report);
}

namespace {

/// One neuron's piece of a geometry array [points, width].
template <class Value>
std::vector<Value> readPiece(const PosixFile& file, std::uint64_t byteOffset,
                             const OpenedSide& side, std::int64_t neuron) {
  checkRange(neuron, 1, side.axis.size());
  const std::int64_t first = side.offsets[static_cast<std::size_t>(neuron)];
  const std::int64_t end = side.offsets[static_cast<std::size_t>(neuron) + 1];
  std::vector<Value> values(static_cast<std::size_t>(end - first));
  file.readAt(byteOffset + static_cast<std::uint64_t>(first) * sizeof(Value), values.data(),
              values.size() * sizeof(Value));
  return values;
}

bool isFinite(const Vec3f& v) {
  return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

/// What is not must not lead a search astray.
bool isWhole(const Dotprops& dotprops) {
  return dotprops.size() > 0 &&
         std::all_of(dotprops.points_um.begin(), dotprops.points_um.end(), isFinite) &&
         std::all_of(dotprops.tangents.begin(), dotprops.tangents.end(), isFinite) &&
         std::all_of(dotprops.alphas.begin(), dotprops.alphas.end(),
                     [](float alpha) { return std::isfinite(alpha) && alpha >= 0; });
}

}  // namespace

Skeleton ScoreFileReader::geometryOf(const OpenedSide& side, std::int64_t neuron) const {
  if (!opened_.hasGeometry) return {};
  Skeleton geometry;
  geometry.points_um = readPiece<Vec3f>(*opened_.file, side.geometry.points, side, neuron);
  geometry.parents = readPiece<std::int32_t>(*opened_.file, side.geometry.parent, side, neuron);
  geometry.radii_um = readPiece<float>(*opened_.file, side.geometry.radius, side, neuron);
  if (!geometry.parents.empty() && geometry.parents.front() == layout::kNoLinks)
    geometry.parents.clear();
  // Only a damaged file has links to nowhere; what can be drawn is drawn.
  const auto count = static_cast<std::int64_t>(geometry.parents.size());
  for (std::int32_t& parent : geometry.parents) {
    if (parent < 0 || parent >= count) parent = -1;
  }
  const bool unknown = std::all_of(geometry.radii_um.begin(), geometry.radii_um.end(),
                                   [](float radius) { return std::isnan(radius); });
  if (unknown) geometry.radii_um.clear();
  return geometry;
}

Dotprops ScoreFileReader::dotpropsOf(const OpenedSide& side, std::int64_t neuron) const {
  if (!opened_.hasGeometry) {
    throw InputError(
        path().string(), 0,
        "holds no geometry (it was made with --no-geometry): its neurons cannot be had");
  }
  Dotprops dotprops;
  dotprops.points_um = readPiece<Vec3f>(*opened_.file, side.geometry.points, side, neuron);
  dotprops.tangents = readPiece<Vec3f>(*opened_.file, side.geometry.tangent, side, neuron);
  dotprops.alphas = readPiece<float>(*opened_.file, side.geometry.alpha, side, neuron);
  if (!isWhole(dotprops)) {
    throw InputError(
        path().string(), 0,
        fmt::format("its geometry of '{}' is damaged: no point, or a point, tangent or alpha that "
                    "is not finite",
                    side.axis.labels[static_cast<std::size_t>(neuron)].key));
  }
  return dotprops;
}

}  // namespace nblast
