// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/JobSpec.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/NumberText.hpp"
#include "compute/io/PlainFile.hpp"
#include "compute/io/TextEncoding.hpp"
#include "compute/job/Method.hpp"
#include "compute/neuron/Resample.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <string_view>
#include <type_traits>
#include <utility>

namespace nblast {

using nlohmann::json;

namespace {

constexpr double kMostMemory_gib = 1'000'000;  // far beyond any machine, and far from overflow
constexpr int kMostThreads = 4096;

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

/// @return nothing if it is another kind of value, has a fraction, or does not fit
template <class Whole>
std::optional<Whole> wholeNumber(const json& value) {
  if (!value.is_number_integer()) return {};
  const bool fits = value.is_number_unsigned() ? std::in_range<Whole>(value.get<std::uint64_t>())
                                               : std::in_range<Whole>(value.get<std::int64_t>());
  return fits ? std::optional(value.get<Whole>()) : std::nullopt;
}

/// Reads the fields of one JSON object; what is wrong is reported with the field's name.
class FieldReader {
 public:
  FieldReader(const json& object, const std::string& source) : object_(object), source_(source) {}

  /// Texts, lists of them, and true or false. Numbers have their own: the library would make 5 of
  /// 5.7, and 1 of true.
  template <class T>
  void read(const char* field, T& value) const {
    static_assert(!std::is_arithmetic_v<T> || std::is_same_v<T, bool>);
    if (!object_.contains(field)) return;
    try {
      value = object_.at(field).get<T>();
    } catch (const json::exception&) {
      fail(field, "has the wrong type");
    }
  }

  template <class Whole>
  void readWhole(const char* field, Whole& value) const {
    if (!object_.contains(field)) return;
    const auto whole = wholeNumber<Whole>(object_.at(field));
    if (!whole) {
      fail(field,
           fmt::format("must be a whole number from {} to {}", std::numeric_limits<Whole>::min(),
                       std::numeric_limits<Whole>::max()));
    }
    value = *whole;
  }
  template <class Whole>
  void readWhole(const char* field, std::optional<Whole>& value) const {
    if (object_.contains(field)) readWhole(field, value.emplace());
  }

  void readNumber(const char* field, double& value) const {
    if (!object_.contains(field)) return;
    const auto& number = object_.at(field);
    if (!number.is_number()) fail(field, "must be a number");
    value = number.get<double>();
  }
  void readNumber(const char* field, std::optional<double>& value) const {
    if (object_.contains(field)) readNumber(field, value.emplace());
  }

  void readPath(const char* field, std::filesystem::path& path) const {
    std::string text;
    read(field, text);
    path = checkedPath(field, text);
  }

  void readPaths(const char* field, std::vector<std::filesystem::path>& paths) const {
    std::vector<std::string> texts;
    read(field, texts);
    for (const auto& text : texts)
      paths.push_back(checkedPath(field, text));
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

  void readMethod(const char* field, std::string& method) const {
    read(field, method);
    std::string known;
    for (const auto& one : methods()) {
      if (one.name == method) return;
      known += (known.empty() ? "" : ", ") + std::string(one.name);
    }
    fail(field, fmt::format("is no scoring method of this version, which has: {}", known));
  }

  /// Jobs of earlier versions have "v1:3.5" in the table's field.
  void readTable(JobSpec& spec) const {
    std::string words = spec.table;
    read("table", words);
    if (!setTable(spec, words)) fail("table", "must have a number of µm after v1:, as in v1:10");
    readNumber("sigma_um", spec.sigma_um);
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
    const auto isIndex = [](const json& gpu) { return wholeNumber<int>(gpu).has_value(); };
    if (!list.is_array() || !std::all_of(list.begin(), list.end(), isIndex))
      fail(field, "must be a list of whole numbers, as in [0, 1]");
    for (const json& gpu : list)
      gpus.push_back(*wholeNumber<int>(gpu));
  }

  void readMemory(const char* field, std::optional<double>& gib) const {
    if (!object_.contains(field)) return;
    if (!object_.at(field).is_number()) fail(field, "must be a number of GiB");
    readNumber(field, gib);
  }

  [[noreturn]] void fail(std::string_view field, std::string_view reason) const {
    throw InputError(source_, 0,
                     fmt::format("the job's field \"{}\" {}", shortened(field), reason));
  }

 private:
  /// The system takes a name to its first NUL: another file than the one that is written there.
  std::filesystem::path checkedPath(const char* field, const std::string& text) const {
    if (text.find('\0') != std::string::npos) fail(field, "has a NUL character in a path");
    return text;
  }

  const json& object_;
  const std::string& source_;
};

constexpr std::array<std::string_view, 23> kFields{
    "method",  "sigma_um",     "gpus",       "memory_gib",  "sparse_above", "top",
    "queries", "targets",      "query_unit", "target_unit", "neighbours",   "resample_um",
    "table",   "edges",        "alpha",      "normalised",  "engine",       "threads",
    "both",    "max_distance", "output",     "overwrite",   "geometry"};

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

bool setTable(JobSpec& spec, const std::string& words) {
  const auto prefix = fmt::format("{}:", kFormulaV1);
  if (!words.starts_with(prefix)) {
    spec.table = words;
    spec.sigma_um.reset();
    return true;
  }
  const auto sigma_um = parseNumber(words.substr(prefix.size()));
  if (!sigma_um) return false;
  spec.table = kFormulaV1;
  spec.sigma_um = sigma_um;
  return true;
}

std::optional<std::int64_t> memoryLimitBytes(const JobSpec& spec) {
  if (!spec.memory_gib) return {};
  return static_cast<std::int64_t>(*spec.memory_gib * (std::int64_t{1} << 30));
}

EngineChoice engineChoice(const JobSpec& spec) {
  return {spec.engine, spec.gpus, memoryLimitBytes(spec)};
}

std::string toJson(const JobSpec& spec, int indent) {
  json object{{"method", spec.method},
              {"queries", pathsToJson(spec.queries)},
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
  if (spec.sigma_um) object["sigma_um"] = *spec.sigma_um;
  if (spec.neighbours) object["neighbours"] = *spec.neighbours;
  if (spec.sparseAbove) object["sparse_above"] = *spec.sparseAbove;
  if (spec.top) object["top"] = *spec.top;
  if (!spec.gpus.empty()) object["gpus"] = spec.gpus;
  if (spec.memory_gib) object["memory_gib"] = *spec.memory_gib;
  // Paths may hold bytes that are no UTF-8; a readable job matters more than those bytes.
  return object.dump(indent, ' ', false, json::error_handler_t::replace);
}

namespace {

/// As the library parses it, but a field that stands there twice is refused: only one of its values
/// could count.
json parseJob(const std::string& text, const std::string& source) {
  std::set<std::string> seen;
  std::string twice;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::key && depth == 1 &&
        !seen.insert(parsed.get_ref<const std::string&>()).second)
      twice = parsed.get_ref<const std::string&>();
    return true;
  };
  json object;
  try {
    object = json::parse(text, watch);
  } catch (const json::parse_error& error) {
    throw InputError(source, 0,
                     fmt::format("not a job description (JSON error at byte {})", error.byte));
  } catch (const json::out_of_range&) {
    throw InputError(source, 0, "not a job description (it has a number beyond all bounds)");
  }
  if (!twice.empty()) FieldReader(object, source).fail(twice, "stands there twice");
  return object;
}

}  // namespace

JobSpec jobSpecFromJson(const std::string& text, const std::string& source) {
  const json object = parseJob(text, source);
  if (!object.is_object())
    throw InputError(source, 0, "not a job description: a JSON object is needed");
  const FieldReader fields(object, source);
  refuseUnknownFields(object, fields);

  JobSpec spec;
  fields.readMethod("method", spec.method);
  fields.readPaths("queries", spec.queries);
  fields.readPaths("targets", spec.targets);
  fields.readUnit("query_unit", spec.queryUnit);
  fields.readUnit("target_unit", spec.targetUnit);
  fields.readWhole("neighbours", spec.neighbours);
  fields.readNumber("sparse_above", spec.sparseAbove);
  fields.readWhole("top", spec.top);
  fields.readNumber("resample_um", spec.resample_um);
  fields.read("normalised", spec.normalised);
  fields.readTable(spec);
  fields.readEdges("edges", spec.edges);
  fields.read("alpha", spec.alpha);
  fields.readMaxDistance("max_distance", spec.maxDistance);
  fields.read("both", spec.both);
  fields.read("engine", spec.engine);
  fields.readWhole("threads", spec.threads);
  fields.readGpus("gpus", spec.gpus);
  fields.readMemory("memory_gib", spec.memory_gib);
  fields.readPath("output", spec.output);
  fields.read("overwrite", spec.overwrite);
  fields.read("geometry", spec.geometry);
  return spec;
}

JobSpec jobSpecFromFile(const std::filesystem::path& path) {
  constexpr std::int64_t kMostBytes = 64 << 20;  // a million paths
  return jobSpecFromJson(readSmallFile(path, kMostBytes, "a job description"), path.string());
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
  methodNamed(spec.method);
  if (spec.neighbours && (*spec.neighbours < 2 || *spec.neighbours > 1000)) {
    throw InputError(
        fmt::format("k is {}: a tangent needs 2 to 1,000 neighbours", *spec.neighbours));
  }
  if (!isResamplingStep(spec.resample_um)) throw InputError(kResamplingStepRule);
  if (spec.maxDistance.kind == MaxDistance::Kind::Fixed &&
      !(std::isfinite(spec.maxDistance.um) && spec.maxDistance.um > 0)) {
    throw InputError("The distance bound must be a positive number of µm, auto, or off for none.");
  }
  if (spec.sparseAbove && !std::isfinite(*spec.sparseAbove)) {
    throw InputError("The threshold of --sparse-above must be a finite number.");
  }
  if (spec.top && *spec.top < 1)
    throw InputError("--top keeps each query's N best: N is at least 1.");
  if (spec.threads < 0 || spec.threads > kMostThreads) {
    throw InputError(fmt::format("The number of threads must be 0 (all) to {}.", kMostThreads));
  }
  checkDevices(spec);
}

}  // namespace nblast
