// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scoring/ScoringJson.hpp"

#include "compute/base/Error.hpp"
#include "compute/scoring/PointScorer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace nblast {

using nlohmann::json;

std::string scoringToJson(const ScoringOptions& options) {
  const auto& table = options.table;
  json object{{"name", table.name},
              {"source", table.source},
              {"closed", table.closed == ClosedSide::Right ? "right" : "left"},
              {"edges", options.edges == EdgeRule::Label ? "label" : "left"},
              {"distance_inner_edges_um", table.distanceEdges_um},
              {"dot_inner_edges", table.dotEdges},
              {"cells", table.cells},
              {"alpha", options.useAlpha},
              {"max_distance_um", nullptr}};
  if (table.sigma_um) {
    object["formula"] = "sqrt(|dot| * exp(-d^2 / (2 * sigma^2)))";
    object["sigma_um"] = *table.sigma_um;
  }
  if (options.maxDistance_um) object["max_distance_um"] = *options.maxDistance_um;
  // A table's path may hold bytes that are no UTF-8.
  return object.dump(-1, ' ', false, json::error_handler_t::replace);
}

ScoringOptions scoringFromJson(const std::string& text, const std::string& source) {
  try {
    const auto object = json::parse(text);
    ScoringOptions options;
    auto& table = options.table;
    if (object.contains("sigma_um")) {
      table = v1Table(object.at("sigma_um").get<double>());
    } else {
      table.distanceEdges_um = object.at("distance_inner_edges_um").get<std::vector<double>>();
      table.dotEdges = object.at("dot_inner_edges").get<std::vector<double>>();
      table.cells = object.at("cells").get<std::vector<double>>();
    }
    table.name = object.at("name").get<std::string>();
    table.source = object.value("source", "");
    table.closed = object.value("closed", "right") == "left" ? ClosedSide::Left : ClosedSide::Right;
    options.edges = object.value("edges", "label") == "left" ? EdgeRule::Left : EdgeRule::Label;
    options.useAlpha = object.value("alpha", false);
    if (object.contains("max_distance_um") && !object["max_distance_um"].is_null())
      options.maxDistance_um = object["max_distance_um"].get<double>();
    static_cast<void>(PointScorer(options));  // edges and cells that do not fit are found here
    return options;
  } catch (const json::parse_error& error) {
    throw InputError(
        source, 0,
        fmt::format("its score table cannot be read back (JSON error at byte {})", error.byte));
  } catch (const json::exception& error) {
    // The library may quote all that it read.
    throw InputError(source, 0,
                     fmt::format("its score table cannot be read back ({:.120})", error.what()));
  }
}

}  // namespace nblast
