// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/LengthUnit.hpp"

#include <optional>
#include <string_view>

namespace nblast {

/// The unit of the coordinates that a comment plainly states: `# units: nm`, `# All positions and
/// radii in microns`, or as navis writes it: `# Meta: {... "units": "8 nanometer"}`. Anything less
/// plain states nothing.
/// @param comment one line, with or without its leading '#'
std::optional<LengthUnit> statedUnit(std::string_view comment);

/// Gathers the statements of one file: two that differ state nothing.
class UnitStatements {
 public:
  void add(std::string_view comment);
  std::optional<LengthUnit> unit() const { return contradictory_ ? std::nullopt : unit_; }
  bool contradictory() const { return contradictory_; }

 private:
  std::optional<LengthUnit> unit_;
  bool contradictory_ = false;
};

}  // namespace nblast
