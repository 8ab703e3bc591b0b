// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// Which side of a bin is closed: (a,b] as in the FCWB tables and navis, or [a,b) as in R.
enum class ClosedSide : std::uint8_t { Right, Left };

/// Whose brackets count: the table's own, or [a,b) whatever the table says, as in R and
/// navis-fastcore.
enum class EdgeRule : std::uint8_t { Label, Left };

/// A score table: point score by distance and |dot|, with open outer edges
/// (compute/scoring/README.md, "The score table"); or the formula v1 in its place.
struct ScoreTable {
  std::string name;    ///< "fcwb"
  std::string source;  ///< the paper or file it comes from
  ClosedSide closed = ClosedSide::Right;
  std::vector<double> distanceEdges_um;  ///< inner edges, ascending: rows - 1
  std::vector<double> dotEdges;          ///< inner edges, ascending: columns - 1
  std::vector<double> cells;             ///< [rows, columns], row-major
  /// Set: v1, sqrt(|dot| exp(-d^2 / (2 sigma^2))) without bins; edges and cells are empty.
  std::optional<double> sigma_um;

  bool isFormula() const { return sigma_um.has_value(); }

  std::int64_t rows() const { return static_cast<std::int64_t>(distanceEdges_um.size()) + 1; }
  std::int64_t columns() const { return static_cast<std::int64_t>(dotEdges.size()) + 1; }
  std::int64_t row(double distance_um) const;
  std::int64_t column(double dot) const;
  double score(double distance_um, double dot) const;

  /// The bound that --max-distance auto means: the last inner edge times 1.05 (FCWB: 42 µm).
  /// @throws InputError if no bound follows from the table: v1, or a single row
  double automaticBound_um() const;
};

/// The tables of Costa et al. 2016 (doi:10.1016/j.neuron.2016.06.012), compiled in from
/// resources/score-tables.
const ScoreTable& fcwbTable();
const ScoreTable& fcwbAlphaTable();

/// A table by the name users give it. @return nullptr if there is none
const ScoreTable* findTable(const std::string& name);

/// v1 (Kohl et al. 2013, doi:10.1016/j.cell.2013.11.025). @throws InputError unless sigma lies
/// between 0.001 and 1,000,000 µm
ScoreTable v1Table(double sigma_um = 10);

/// What decides a score, apart from the two neurons.
struct ScoringOptions {
  ScoreTable table = fcwbTable();
  bool normalised = true;
  bool useAlpha = false;  ///< |dot| is multiplied by sqrt(alpha_query * alpha_target)
  /// A point without a neighbour nearer than this counts as (bound, |dot| 0).
  std::optional<double> maxDistance_um;
  EdgeRule edges = EdgeRule::Label;  ///< how table.closed came about; for the record
};

}  // namespace nblast
