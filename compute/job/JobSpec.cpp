#include "compute/job/JobSpec.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/NumberText.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

namespace nblast {

using nlohmann::json;

namespace {

constexpr double kMostMemory_gib = 1'000'000;  // far beyond any machine, and far from overflow

json pathsToJson(const std::vector<std::filesystem::path>& paths) {
  json list = json::array();
  for (const auto& path : paths)
    list.push_back(path.string());
  return list;
}

json unitToJson(const std::optional<UnitChoice>& unit) {
  return unit ? json(textOf(*unit)) : json("auto");
}

json maxDistanceToJson(const MaxDistance& maxDistance) {
  switch (maxDistance.kind) {
    case MaxDistance::Kind::Off:
      return "off";
    case MaxDistance::Kind::Auto:
      return "auto";
    case MaxDistance::Kind::Fixed:
      return maxDistance.um;
  }
  return "off";
}

/// Reads the fields of one JSON object; what is wrong is reported with the field's name.
class FieldReader {
 public:
  FieldReader(const json& object, const std::string& source) : object_(object), source_(source) {}

  template <class T>
  void read(const char* field, T& value) const {
    if (!object_.contains(field)) return;
    try {
      value = object_.at(field).get<T>();
    } catch (const json::exception&) {
      fail(field, "has the wrong type");
    }
  }

  void readPaths(const char* field, std::vector<std::filesystem::path>& paths) const {
    std::vector<std::string> texts;
    read(field, texts);
    paths.assign(texts.begin(), texts.end());
  }

  void readUnit(const char* field, std::optional<UnitChoice>& unit) const {
    std::string text = "auto";
    read(field, text);
    if (text == "auto") return;
    unit = parseUnitChoice(text);
    if (!unit)
      fail(field,
           "is no length unit; write auto, um, nm or a number before one of them, as in \"8 nm\"; "
           "or \"stated,nm\", where files that state a unit keep theirs");
  }

  void readEdges(const char* field, EdgeRule& edges) const {
    std::string text = edges == EdgeRule::Left ? "left" : "label";
    read(field, text);
    if (text != "label" && text != "left") fail(field, "must be label or left");
    edges = text == "left" ? EdgeRule::Left : EdgeRule::Label;
  }

  void readMaxDistance(const char* field, MaxDistance& maxDistance) const {
    if (!object_.contains(field)) return;
    const auto& value = object_.at(field);
    if (value.is_number()) {
      maxDistance = {MaxDistance::Kind::Fixed, value.get<double>()};
      return;
    }
    const auto parsed =
        value.is_string() ? parseMaxDistance(value.get<std::string>()) : std::nullopt;
    if (!parsed) fail(field, "must be off, auto or a number of µm");
    maxDistance = *parsed;
  }

  void readGpus(const char* field, std::vector<int>& gpus) const {
    if (!object_.contains(field)) return;
    const auto& list = object_.at(field);
    const auto isIndex = [](const json& gpu) { return gpu.is_number_integer(); };
    if (!list.is_array() || !std::all_of(list.begin(), list.end(), isIndex))
      fail(field, "must be a list of whole numbers, as in [0, 1]");
    read(field, gpus);
  }

  void readMemory(const char* field, std::optional<double>& gib) const {
    if (!object_.contains(field)) return;
    if (!object_.at(field).is_number()) fail(field, "must be a number of GiB");
    read(field, gib.emplace());
  }

  [[noreturn]] void fail(std::string_view field, std::string_view reason) const {
    throw InputError(source_, 0, fmt::format("the job's field \"{}\" {}", field, reason));
  }

 private:
  const json& object_;
  const std::string& source_;
};

constexpr std::array<std::string_view, 21> kFields{
    "gpus",       "memory_gib",  "sparse_above", "top",         "queries", "targets",
    "query_unit", "target_unit", "neighbours",   "resample_um", "table",   "edges",
    "alpha",      "normalised",  "engine",       "threads",     "both",    "max_distance",
    "output",     "overwrite",   "geometry"};

void refuseUnknownFields(const json& object, const FieldReader& fields) {
  for (const auto& item : object.items()) {
    bool known = false;
    for (const auto field : kFields)
      known = known || item.key() == field;
    if (!known) fields.fail(item.key(), "is not known to this version");
  }
}

}  // namespace

std::optional<MaxDistance> parseMaxDistance(const std::string& text) {
  if (text == "off") return MaxDistance{};
  if (text == "auto") return MaxDistance{MaxDistance::Kind::Auto, 0};
  const auto um = parseNumber(text);
  if (!um) return std::nullopt;
  return MaxDistance{MaxDistance::Kind::Fixed, *um};
}

EngineChoice engineChoice(const JobSpec& spec) {
  EngineChoice choice{spec.engine, spec.gpus, {}};
  if (spec.memory_gib)
    choice.memoryBytes = static_cast<std::int64_t>(*spec.memory_gib * (std::int64_t{1} << 30));
  return choice;
}

std::string toJson(const JobSpec& spec) {
  json object{{"queries", pathsToJson(spec.queries)},
              {"targets", pathsToJson(spec.targets)},
              {"query_unit", unitToJson(spec.queryUnit)},
              {"target_unit", unitToJson(spec.targetUnit)},
              {"resample_um", spec.resample_um},
              {"normalised", spec.normalised},
              {"table", spec.table},
              {"edges", spec.edges == EdgeRule::Left ? "left" : "label"},
              {"alpha", spec.alpha},
              {"max_distance", maxDistanceToJson(spec.maxDistance)},
              {"both", spec.both},
              {"engine", spec.engine},
              {"threads", spec.threads},
              {"output", spec.output.string()},
              {"overwrite", spec.overwrite},
              {"geometry", spec.geometry}};
  if (spec.neighbours) object["neighbours"] = *spec.neighbours;
  if (spec.sparseAbove) object["sparse_above"] = *spec.sparseAbove;
  if (spec.top) object["top"] = *spec.top;
  if (!spec.gpus.empty()) object["gpus"] = spec.gpus;
  if (spec.memory_gib) object["memory_gib"] = *spec.memory_gib;
  // Paths may hold bytes that are no UTF-8; a readable job matters more than those bytes.
  return object.dump(2, ' ', false, json::error_handler_t::replace);
}

JobSpec jobSpecFromJson(const std::string& text, const std::string& source) {
  json object;
  try {
    object = json::parse(text);
  } catch (const json::parse_error& error) {
    throw InputError(source, 0,
                     fmt::format("not a job description (JSON error at byte {})", error.byte));
  }
  if (!object.is_object())
    throw InputError(source, 0, "not a job description: a JSON object is needed");
  const FieldReader fields(object, source);
  refuseUnknownFields(object, fields);

  JobSpec spec;
  fields.readPaths("queries", spec.queries);
  fields.readPaths("targets", spec.targets);
  fields.readUnit("query_unit", spec.queryUnit);
  fields.readUnit("target_unit", spec.targetUnit);
  if (object.contains("neighbours")) {
    spec.neighbours = 0;
    fields.read("neighbours", *spec.neighbours);
  }
  if (object.contains("sparse_above")) fields.read("sparse_above", spec.sparseAbove.emplace());
  if (object.contains("top")) fields.read("top", spec.top.emplace());
  fields.read("resample_um", spec.resample_um);
  fields.read("normalised", spec.normalised);
  fields.read("table", spec.table);
  fields.readEdges("edges", spec.edges);
  fields.read("alpha", spec.alpha);
  fields.readMaxDistance("max_distance", spec.maxDistance);
  fields.read("both", spec.both);
  fields.read("engine", spec.engine);
  fields.read("threads", spec.threads);
  fields.readGpus("gpus", spec.gpus);
  fields.readMemory("memory_gib", spec.memory_gib);
  std::string output;
  fields.read("output", output);
  spec.output = output;
  fields.read("overwrite", spec.overwrite);
  fields.read("geometry", spec.geometry);
  return spec;
}

namespace {

void checkDevices(const JobSpec& spec) {
  std::set<int> seen;
  for (const int gpu : spec.gpus) {
    if (gpu < 0) {
      throw InputError(
          fmt::format("There is no GPU {}: they are counted from 0, as `nblast devices` shows "
                      "them.",
                      gpu));
    }
    if (!seen.insert(gpu).second)
      throw InputError(fmt::format("GPU {} is named twice; name each GPU once.", gpu));
  }
  if (!spec.gpus.empty() && (spec.engine == "cpu" || spec.engine == "reference")) {
    throw InputError(
        fmt::format("GPUs are chosen, but the engine {} uses none; choose the engine cuda or auto, "
                    "or no GPUs.",
                    spec.engine));
  }
  if (spec.memory_gib && !(*spec.memory_gib > 0 && *spec.memory_gib <= kMostMemory_gib)) {
    throw InputError(fmt::format("The memory limit must be a positive number of GiB, {} at most.",
                                 kMostMemory_gib));
  }
}

}  // namespace

void checkOptions(const JobSpec& spec) {
  if (spec.neighbours && (*spec.neighbours < 2 || *spec.neighbours > 1000)) {
    throw InputError(
        fmt::format("k is {}: a tangent needs 2 to 1,000 neighbours", *spec.neighbours));
  }
  if (!std::isfinite(spec.resample_um) || spec.resample_um < 0) {
    throw InputError("The resampling step must be a positive number of µm, or 0 for none.");
  }
  if (spec.maxDistance.kind == MaxDistance::Kind::Fixed &&
      !(std::isfinite(spec.maxDistance.um) && spec.maxDistance.um > 0)) {
    throw InputError("The distance bound must be a positive number of µm, auto, or off for none.");
  }
  if (spec.sparseAbove && !std::isfinite(*spec.sparseAbove)) {
    throw InputError("The threshold of --sparse-above must be a finite number.");
  }
  if (spec.top && *spec.top < 1)
    throw InputError("--top keeps each query's N best: N is at least 1.");
  if (spec.threads < 0) throw InputError("The number of threads cannot be negative; 0 means all.");
  checkDevices(spec);
}

}  // namespace nblast
