// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/EngineChoice.hpp"
#include "compute/neuron/LengthUnit.hpp"
#include "compute/scoring/ScoreTable.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

/// From where on a point counts as far.
struct MaxDistance {
  enum class Kind : std::uint8_t { Off, Auto, Fixed };
  Kind kind = Kind::Off;
  double um = 0;  ///< if fixed
  bool operator==(const MaxDistance&) const = default;
};
/// "off", "auto" or a number of µm. @return nothing for anything else
std::optional<MaxDistance> parseMaxDistance(const std::string& text);

/// One job, as the command line, the dialog and a saved job.json say it. Defaults are the program's
/// defaults.
struct JobSpec {
  std::string method = "nblast";  ///< the name of a Method
  std::vector<std::filesystem::path> queries;
  std::vector<std::filesystem::path> targets;  ///< empty: all-by-all
  std::optional<UnitChoice> queryUnit;         ///< nothing: auto
  std::optional<UnitChoice> targetUnit;        ///< nothing: auto
  std::optional<int> neighbours;               ///< nothing: 5 for skeletons, 20 for clouds
  double resample_um = 0;
  bool normalised = true;
  std::string table = "auto";      ///< auto, fcwb, fcwb-alpha, kFormulaV1 or a file
  std::optional<double> sigma_um;  ///< of the formula v1; nothing: its usual 10
  EdgeRule edges = EdgeRule::Label;
  bool alpha = false;
  MaxDistance maxDistance;
  bool both = false;                  ///< with targets: score them against the queries too
  std::optional<double> sparseAbove;  ///< keep only scores of at least this, in either direction
  std::optional<std::int64_t> top;    ///< keep each query's best; with sparseAbove: both
  std::string engine = "auto";
  int threads = 0;                   ///< 0: all
  std::vector<int> gpus;             ///< which, as `nblast devices` counts them; empty: all
  std::optional<double> memory_gib;  ///< at most so much of this machine and of each GPU
  std::filesystem::path output;
  bool overwrite = false;
  bool geometry = true;
};

/// The formula in the place of a score table.
constexpr std::string_view kFormulaV1 = "v1";

/// Chooses the score table in a person's words, which may give v1 its sigma: "v1:3.5".
/// @return false, and nothing is changed, if what follows "v1:" is no number
[[nodiscard]] bool setTable(JobSpec& spec, const std::string& words);

inline bool isSparse(const JobSpec& spec) {
  return spec.sparseAbove || spec.top;
}

std::optional<std::int64_t> memoryLimitBytes(const JobSpec& spec);  ///< nothing: no limit
EngineChoice engineChoice(const JobSpec& spec);

/// @param indent of the lines; -1: all in one line
std::string toJson(const JobSpec& spec, int indent = 2);
/// @throws InputError naming the field that is wrong
JobSpec jobSpecFromJson(const std::string& text, const std::string& source);
/// @throws InputError also if it cannot be read, or is larger than any job description
JobSpec jobSpecFromFile(const std::filesystem::path& path);

/// Checks what can be checked without reading a file. @throws InputError
void checkOptions(const JobSpec& spec);

}  // namespace nblast
