#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace nblast {

/// The length unit of a file's coordinates.
struct LengthUnit {
  double umPerUnit = 1.0;
  std::string label = "um";  ///< as a user would write it after --units: "um", "nm", "8 nm"
  friend bool operator==(const LengthUnit&, const LengthUnit&) = default;
};

/// How a set's unit was found, and why; always shown to the user.
struct UnitFinding {
  std::optional<LengthUnit> unit;  ///< nothing: in doubt, the user must say
  std::string ground;              ///< "stated in the header", "extent 212,000, spacing 1,150: nm"
};

/// Reads "um", "µm", "micron(s)", "micrometer(s)", "nm", "nanometer(s)", "mm", or a number before
/// one of them ("8 nm").
/// @return nothing if it is none of these, or the number is not finite and positive
std::optional<LengthUnit> parseLengthUnit(std::string_view text);

}  // namespace nblast
