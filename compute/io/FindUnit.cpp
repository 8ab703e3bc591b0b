#include "compute/io/ReadNeurons.hpp"

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
  double extent = 0;              ///< longest side of the bounding box
  std::optional<double> spacing;  ///< between a node and its parent; nothing without skeletons
  bool wholeNumbers = false;      ///< most neurons have no coordinate with a fraction: a grid
  std::size_t neurons = 0;        ///< how many of them say anything: two different points at least
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double extentOf(const Neuron& neuron) {
  Vec3d low = neuron.points.front(), high = low;
  for (const Vec3d& p : neuron.points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y), std::max(high.z, p.z)};
  }
  return std::max({high.x - low.x, high.y - low.y, high.z - low.z});
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

/// Three digits, thousands apart: 211,873 is "212,000".
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
  if (scale.spacing) text += fmt::format(", spacing {}", rounded(*scale.spacing));
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

/// What the user might have in hand, where it is not said here.
std::string whatItMightBe(const Scale& s) {
  if (s.wholeNumbers && s.extent < 3000) return "whole numbers, so perhaps pixels; or µm";
  if (s.extent < 2) return "too small for µm; perhaps mm";
  if (s.extent < 1000) return "too coarse for µm, too small for nm; perhaps voxels of 8 or 10 nm";
  if (s.extent < 200'000) return "neither µm nor nm fits well; perhaps voxels of 4 to 10 nm";
  return "perhaps nm";
}

UnitFinding fromScale(const Scale& scale) {
  if (scale.neurons == 0) return {{}, "in doubt: single points have no extent"};
  const std::string numbers = describe(scale);
  if (fitsMicrometres(scale)) return {LengthUnit{1.0, "um"}, numbers + ": µm"};
  if (fitsNanometres(scale)) return {parseLengthUnit("nm"), numbers + ": nm"};
  return {{}, fmt::format("{}: in doubt ({})", numbers, whatItMightBe(scale))};
}

/// Files that state a unit. @return nothing if none does
std::optional<UnitFinding> fromStatements(const std::vector<const Neuron*>& neurons) {
  const Neuron* first = nullptr;
  const Neuron* other = nullptr;
  std::size_t stating = 0;
  for (const Neuron* neuron : neurons) {
    if (!neuron->statedUnit) continue;
    ++stating;
    if (first == nullptr) first = neuron;
    if (*neuron->statedUnit != *first->statedUnit && other == nullptr) other = neuron;
  }
  if (first == nullptr) return {};
  if (other != nullptr)
    return UnitFinding{{},
                       fmt::format("in doubt: {} states {}, {} states {}", first->key,
                                   first->statedUnit->label, other->key, other->statedUnit->label)};
  return UnitFinding{first->statedUnit,
                     fmt::format("stated in {} of {} file{}: {}", stating, neurons.size(),
                                 neurons.size() == 1 ? "" : "s", first->statedUnit->label)};
}

}  // namespace

UnitFinding findUnit(std::span<const Neuron> neurons) {
  std::vector<const Neuron*> all, given, silent;
  for (const Neuron& neuron : neurons) {
    all.push_back(&neuron);
    if (neuron.statedUnit) continue;
    (neuron.kind == NeuronKind::Dotprops ? given : silent).push_back(&neuron);
  }
  if (all.empty()) return {{}, "no neurons"};
  const Scale scale = scaleOf(silent);
  UnitFinding guessed = fromScale(scale);
  const LengthUnit um{1.0, "um"};
  if (const auto stated = fromStatements(all)) {
    // Silence is consent, unless the numbers speak.
    if (!stated->unit || !guessed.unit || *guessed.unit == *stated->unit) return *stated;
    return {{},
            fmt::format("in doubt: {}, but the others look different ({})", stated->ground,
                        guessed.ground)};
  }
  if (silent.empty()) return {um, "dotprops CSV: µm unless told otherwise"};
  if (given.empty() || guessed.unit == um) return guessed;
  return {{},
          fmt::format("in doubt: dotprops CSV are in µm unless told otherwise, but the other files "
                      "look different "
                      "({}); load them as sets of their own",
                      describe(scale))};
}

}  // namespace nblast
