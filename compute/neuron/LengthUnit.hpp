// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nblast {

/// The length unit of a file's coordinates.
struct LengthUnit {
  double umPerUnit = 1.0;
  std::string label = "um";  ///< as a user would write it after --units: "um", "nm", "8 nm"
  friend bool operator==(const LengthUnit&, const LengthUnit&) = default;
};

/// Which unit each neuron of a set is read in.
struct UnitChoice {
  LengthUnit unit;
  /// A neuron whose file states a unit keeps that; `unit` is for the others.
  bool statedFirst = false;

  UnitChoice() = default;
  UnitChoice(LengthUnit of, bool stated = false) : unit(std::move(of)), statedFirst(stated) {}
  friend bool operator==(const UnitChoice&, const UnitChoice&) = default;
};

/// A unit, and how many neurons' files state it.
struct StatedUnit {
  LengthUnit unit;
  std::int64_t neurons = 0;
};

/// How a set's unit was found, and why; always shown to the user.
struct UnitFinding {
  /// Of the neurons whose files state none; where all state one, the most frequent. Nothing: in
  /// doubt, the user must say.
  std::optional<LengthUnit> unit;
  /// "stated in 3 of 3 files: um", "extent 212,000 and spacing 1,150 fit nm"
  std::string reason;
  bool guessed = false;              ///< from extent and spacing: a user should confirm it
  std::vector<StatedUnit> stated{};  ///< most frequent first
  std::int64_t silent = 0;           ///< neurons whose files state none
};

/// Reads "um", "µm", "micron(s)", "micrometer(s)", "nm", "nanometer(s)", "mm", or a number before
/// one of them ("8 nm").
/// @return nothing if it is none of these, or the number is not finite and positive
std::optional<LengthUnit> parseLengthUnit(std::string_view text);

/// Reads a length unit, or "stated," before one ("stated,nm").
/// @return nothing for anything else
std::optional<UnitChoice> parseUnitChoice(std::string_view text);
/// As parseUnitChoice reads it.
std::string textOf(const UnitChoice& choice);

/// A length with its three leading digits: "84 mm", "311 µm", "0.5 µm".
std::string lengthInWords(double length_um);

}  // namespace nblast
