// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scoring/ScoreTable.hpp"

#include "compute/base/Error.hpp"
#include "compute/scoring/EmbeddedTables.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace nblast {

namespace {

ScoreTable parseEmbedded(std::string_view text) {
  const auto json = nlohmann::json::parse(text);
  ScoreTable table;
  table.name = json.at("name").get<std::string>();
  table.source = json.at("source").get<std::string>();
  table.closed = json.at("closed") == "left" ? ClosedSide::Left : ClosedSide::Right;
  table.distanceEdges_um = json.at("distance_inner_edges_um").get<std::vector<double>>();
  table.dotEdges = json.at("dot_inner_edges").get<std::vector<double>>();
  for (const auto& row : json.at("cells")) {
    for (const auto& cell : row)
      table.cells.push_back(cell.get<double>());
  }
  return table;
}

const std::vector<ScoreTable>& knownTables() {
  static const std::vector<ScoreTable> kTables = [] {
    std::vector<ScoreTable> parsed;
    for (const auto text : embeddedScoreTables())
      parsed.push_back(parseEmbedded(text));
    return parsed;
  }();
  return kTables;
}

const ScoreTable& knownTable(const std::string& name) {
  const auto* table = findTable(name);
  if (!table) throw InputError("The score table '" + name + "' is not compiled into this program.");
  return *table;
}

/// How many inner edges lie below x, an edge itself counting as the brackets say.
std::int64_t bin(const std::vector<double>& edges, double x, ClosedSide closed) {
  const auto edge = closed == ClosedSide::Right ? std::lower_bound(edges.begin(), edges.end(), x)
                                                : std::upper_bound(edges.begin(), edges.end(), x);
  return edge - edges.begin();
}

}  // namespace

std::int64_t ScoreTable::row(double distance_um) const {
  return bin(distanceEdges_um, distance_um, closed);
}

std::int64_t ScoreTable::column(double dot) const {
  return bin(dotEdges, dot, closed);
}

double ScoreTable::score(double distance_um, double dot) const {
  if (isFormula()) {
    const double ratio = distance_um / *sigma_um;
    return std::sqrt(dot * std::exp(-ratio * ratio / 2));
  }
  return cells[static_cast<std::size_t>(row(distance_um) * columns() + column(dot))];
}

double ScoreTable::automaticBound_um() const {
  if (isFormula()) {
    throw InputError(
        "No distance bound follows from v1, which is a formula without a last bin: give the bound "
        "as a number of µm, or off.");
  }
  if (distanceEdges_um.empty()) {
    throw InputError(fmt::format(
        "No distance bound follows from score table '{}', which has one row: turn the bound off.",
        name));
  }
  return distanceEdges_um.back() * 1.05;
}

ScoreTable v1Table(double sigma_um) {
  if (!(sigma_um >= 1e-3 && sigma_um <= 1e6)) {
    throw InputError(fmt::format(
        "The sigma of v1 is {} µm: it must lie between 0.001 and 1,000,000.", sigma_um));
  }
  ScoreTable table;
  table.name = sigma_um == 10 ? "v1" : fmt::format("v1:{}", sigma_um);
  table.source = "formula, Kohl et al. 2013, doi:10.1016/j.cell.2013.11.025";
  table.sigma_um = sigma_um;
  return table;
}

const ScoreTable* findTable(const std::string& name) {
  const auto& tables = knownTables();
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const ScoreTable& table) { return table.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

const ScoreTable& fcwbTable() {
  static const ScoreTable& kTable = knownTable("fcwb");
  return kTable;
}

const ScoreTable& fcwbAlphaTable() {
  static const ScoreTable& kTable = knownTable("fcwb-alpha");
  return kTable;
}

}  // namespace nblast
