// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/FindUnit.hpp"

#include "compute/neuron/Plausibility.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace nblast {

namespace {

/// How large a set's numbers are. Medians over its neurons, so that a few odd ones do not decide.
struct Scale {
  /// Longest side of the bounding box.
  double extent = 0;
  /// Distance between a node and its parent; nothing without skeletons.
  std::optional<double> spacing;
  /// Most neurons have no coordinate with a fraction: they lie on a grid.
  bool wholeNumbers = false;
  /// How many neurons the medians are of: those with two different points at least.
  std::size_t neurons = 0;
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::optional<double> spacingOf(const Neuron& neuron) {
  std::vector<double> lengths;
  lengths.reserve(neuron.parents.size());
  for (std::size_t i = 0; i < neuron.parents.size(); ++i) {
    if (neuron.parents[i] < 0) continue;
    const Vec3d& a = neuron.points[i];
    const Vec3d& b = neuron.points[static_cast<std::size_t>(neuron.parents[i])];
    lengths.push_back(std::hypot(a.x - b.x, a.y - b.y, a.z - b.z));
  }
  if (lengths.empty()) return {};
  return median(std::move(lengths));
}

bool hasWholeNumbers(const Neuron& neuron) {
  return std::all_of(neuron.points.begin(), neuron.points.end(), [](const Vec3d& p) {
    return p.x == std::trunc(p.x) && p.y == std::trunc(p.y) && p.z == std::trunc(p.z);
  });
}

Scale scaleOf(const std::vector<const Neuron*>& neurons) {
  std::vector<double> extents, spacings;
  std::size_t whole = 0;
  for (const Neuron* neuron : neurons) {
    if (neuron->points.empty()) continue;
    const double extent = extentOf(*neuron);
    if (!(extent > 0)) continue;
    extents.push_back(extent);
    if (const auto spacing = spacingOf(*neuron)) spacings.push_back(*spacing);
    whole += hasWholeNumbers(*neuron) ? 1 : 0;
  }
  Scale scale;
  scale.neurons = extents.size();
  scale.wholeNumbers = !extents.empty() && 2 * whole > extents.size();
  if (!extents.empty()) scale.extent = median(std::move(extents));
  if (!spacings.empty()) scale.spacing = median(std::move(spacings));
  return scale;
}

/// A number with three digits and commas between thousands: 211,873 is "212,000".
std::string rounded(double value) {
  if (!(value >= 1000)) return fmt::format("{:.3g}", value);
  const double step = std::pow(10.0, std::floor(std::log10(value)) - 2);
  std::string digits = fmt::format("{:.0f}", std::round(value / step) * step);
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), 1, ',');
  return digits;
}

std::string describe(const Scale& scale) {
  std::string text = fmt::format("extent {}", rounded(scale.extent));
  if (scale.spacing) text += fmt::format(" and spacing {}", rounded(*scale.spacing));
  return text;
}

bool within(double value, double low, double high) {
  return value >= low && value <= high;
}

/// Neurons reach from a few µm to a few mm, and their nodes stand 0.02 to 5 µm apart. Voxels of EM
/// volumes (4 to 16 nm) put both 60 to 250 times higher, which is between µm and nm: the ranges
/// here leave that gap open, with room on both sides (FIB-25: 3,700 and 18, small pieces 380 and
/// 17; hemibrain: 25,000 and 45 to 136).
bool fitsMicrometres(const Scale& s) {
  // Whole numbers that small are the pixels of a stack sooner than µm.
  return !s.wholeNumbers && within(s.extent, 2, 3000) &&
         (s.spacing ? within(*s.spacing, 0.02, 5) : s.extent <= 1000);
}
bool fitsNanometres(const Scale& s) {
  return s.spacing ? within(s.extent, 60'000, 1e8) && within(*s.spacing, 200, 1e5)
                   : within(s.extent, 300'000, 1e8);
}

/// What the numbers suggest where they fit no unit.
std::string whatItMightBe(const Scale& s) {
  if (s.wholeNumbers && s.extent < 3000) return "are whole numbers: perhaps pixels, or µm";
  if (s.extent < 2) return "are too small for µm; perhaps mm";
  if (s.extent < 1000)
    return "are too coarse for µm and too small for nm; perhaps voxels of 8 or 10 nm";
  if (s.extent < 200'000) return "fit neither µm nor nm well; perhaps voxels of 4 to 10 nm";
  return "fit neither µm nor nm well; perhaps nm";
}

struct Guess {
  std::optional<LengthUnit> unit;
  std::string reason;
};

Guess fromScale(const Scale& scale) {
  if (scale.neurons == 0) return {{}, "single points have no extent"};
  const std::string numbers = describe(scale);
  const char* fits = scale.spacing ? "fit" : "fits";
  if (fitsMicrometres(scale)) return {LengthUnit{}, fmt::format("{} {} µm", numbers, fits)};
  if (fitsNanometres(scale)) return {parseLengthUnit("nm"), fmt::format("{} {} nm", numbers, fits)};
  return {{}, fmt::format("{} {}", numbers, whatItMightBe(scale))};
}

/// The neurons whose files state no unit. Dotprops are in µm by custom, but beside others that look
/// different that custom proves nothing.
UnitFinding findForSilent(const std::vector<const Neuron*>& given,
                          const std::vector<const Neuron*>& others) {
  UnitFinding finding;
  if (others.empty()) {
    finding.unit = LengthUnit{};
    finding.reason = "dotprops CSV are in µm by custom";
    return finding;
  }
  const Scale scale = scaleOf(others);
  const Guess guess = fromScale(scale);
  if (given.empty() || guess.unit == LengthUnit{}) {
    finding.unit = guess.unit;
    finding.guessed = guess.unit.has_value();
    finding.reason = guess.reason;
    return finding;
  }
  finding.reason = fmt::format(
      "dotprops CSV are in µm by custom, but the other files look different ({}); load "
      "them as sets of their own",
      describe(scale));
  return finding;
}

std::vector<StatedUnit> countStated(std::span<const Neuron> neurons) {
  std::vector<StatedUnit> counts;
  for (const Neuron& neuron : neurons) {
    if (!neuron.statedUnit) continue;
    const auto at = std::find_if(counts.begin(), counts.end(), [&](const StatedUnit& count) {
      return count.unit == *neuron.statedUnit;
    });
    if (at == counts.end()) {
      counts.push_back({*neuron.statedUnit, 1});
    } else {
      ++at->neurons;
    }
  }
  std::stable_sort(counts.begin(), counts.end(),
                   [](const StatedUnit& a, const StatedUnit& b) { return a.neurons > b.neurons; });
  return counts;
}

/// "stated in 23 of 177 files: um", "stated in 9 of 9 files: um in 7, 8 nm in 2"
std::string describe(const std::vector<StatedUnit>& stated, std::size_t neurons) {
  std::int64_t stating = 0;
  std::string units;
  for (const StatedUnit& count : stated) {
    stating += count.neurons;
    units += fmt::format("{}{}", units.empty() ? "" : ", ", count.unit.label);
    if (stated.size() > 1) units += fmt::format(" in {}", count.neurons);
  }
  return fmt::format("stated in {} of {} file{}: {}", stating, neurons, neurons == 1 ? "" : "s",
                     units);
}

}  // namespace

UnitFinding findUnit(std::span<const Neuron> neurons) {
  if (neurons.empty()) return {{}, "no neurons", false, {}, 0};
  std::vector<const Neuron*> given, others;
  for (const Neuron& neuron : neurons) {
    if (neuron.statedUnit) continue;
    (neuron.kind == NeuronKind::Dotprops ? given : others).push_back(&neuron);
  }
  const auto silent = given.size() + others.size();
  const auto stated = countStated(neurons);
  UnitFinding finding;
  if (silent == 0) {
    finding.unit = stated.front().unit;
  } else {
    finding = findForSilent(given, others);
  }
  finding.stated = stated;
  finding.silent = static_cast<std::int64_t>(silent);
  if (!stated.empty()) {
    const std::string rest =
        silent == 0 ? "" : fmt::format("; of the other {}: {}", silent, finding.reason);
    finding.reason = describe(stated, neurons.size()) + rest;
  }
  return finding;
}

}  // namespace nblast
