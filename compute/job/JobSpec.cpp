#include "compute/job/JobSpec.hpp"

#include "compute/base/Error.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cmath>
#include <string_view>

namespace nblast {

using nlohmann::json;

namespace {

json pathsToJson(const std::vector<std::filesystem::path>& paths) {
  json list = json::array();
  for (const auto& path : paths)
    list.push_back(path.string());
  return list;
}

json unitToJson(const std::optional<LengthUnit>& unit) {
  return unit ? json(unit->label) : json("auto");
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

  void readUnit(const char* field, std::optional<LengthUnit>& unit) const {
    std::string text = "auto";
    read(field, text);
    if (text == "auto") return;
    unit = parseLengthUnit(text);
    if (!unit)
      fail(field,
           "is no length unit; write auto, um, nm or a number before one of them, as in \"8 nm\"");
  }

  [[noreturn]] void fail(std::string_view field, std::string_view reason) const {
    throw InputError(source_, 0, fmt::format("the job's field \"{}\" {}", field, reason));
  }

 private:
  const json& object_;
  const std::string& source_;
};

constexpr std::array<std::string_view, 12> kFields{
    "queries",    "targets", "query_unit", "target_unit", "neighbours", "resample_um",
    "normalised", "engine",  "threads",    "output",      "overwrite",  "geometry"};

void refuseUnknownFields(const json& object, const FieldReader& fields) {
  for (const auto& item : object.items()) {
    bool known = false;
    for (const auto field : kFields)
      known = known || item.key() == field;
    if (!known) fields.fail(item.key(), "is not known to this version");
  }
}

}  // namespace

std::string toJson(const JobSpec& spec) {
  json object{{"queries", pathsToJson(spec.queries)},
              {"targets", pathsToJson(spec.targets)},
              {"query_unit", unitToJson(spec.queryUnit)},
              {"target_unit", unitToJson(spec.targetUnit)},
              {"resample_um", spec.resample_um},
              {"normalised", spec.normalised},
              {"engine", spec.engine},
              {"threads", spec.threads},
              {"output", spec.output.string()},
              {"overwrite", spec.overwrite},
              {"geometry", spec.geometry}};
  if (spec.neighbours) object["neighbours"] = *spec.neighbours;
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
  fields.read("resample_um", spec.resample_um);
  fields.read("normalised", spec.normalised);
  fields.read("engine", spec.engine);
  fields.read("threads", spec.threads);
  std::string output;
  fields.read("output", output);
  spec.output = output;
  fields.read("overwrite", spec.overwrite);
  fields.read("geometry", spec.geometry);
  return spec;
}

void checkOptions(const JobSpec& spec) {
  if (spec.neighbours && (*spec.neighbours < 2 || *spec.neighbours > 1000)) {
    throw InputError(
        fmt::format("k is {}: a tangent needs 2 to 1,000 neighbours", *spec.neighbours));
  }
  if (!std::isfinite(spec.resample_um) || spec.resample_um < 0) {
    throw InputError("The resampling step must be a positive number of µm, or 0 for none.");
  }
  if (spec.threads < 0) throw InputError("The number of threads cannot be negative; 0 means all.");
}

}  // namespace nblast
