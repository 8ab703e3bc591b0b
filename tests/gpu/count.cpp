// SPDX-License-Identifier: BSD-3-Clause
// How often the kernel takes each of its steps, counted on the host executor. Prints one JSON
// object, which tests/gpu/model turns into instructions.
#include "compute/base/Error.hpp"
#include "tests/gpu/CountedSteps.hpp"
#include "tests/gpu/Sets.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

using namespace nblast;
using namespace nblast::gpu;

namespace {

struct Arguments {
  std::int64_t neurons = 1000;
  std::string set;
  std::int64_t targets = 64;
  double bound_um = 0;
};

nlohmann::ordered_json count(const Arguments& arguments) {
  const auto neurons = arguments.set.empty()
                           ? sampleNeurons(0, arguments.neurons, arguments.neurons)
                           : readSet(arguments.set);
  ScoringOptions options;
  if (arguments.bound_um > 0) options.maxDistance_um = arguments.bound_um;
  const auto counted = countSteps(neurons, spreadOver(neurons, arguments.targets), options);
  nlohmann::ordered_json steps;
  for (std::size_t i = 0; i < counted.counts.steps.size(); ++i)
    steps[std::string(nameOf(static_cast<cuda::Step>(i)))] = counted.counts.steps[i];
  return {{"neurons", neurons.size()},
          {"points", pointCount(neurons)},
          {"bound_um", arguments.bound_um},
          {"point_queries", counted.pointQueries},
          {"flop_per_point_query", counted.flops() / counted.pointQueries},
          {"atomics", counted.counts.atomics},
          {"steps", steps}};
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Counts the steps of the kernel that scores, on some thread blocks of a job.");
  app.add_option("--neurons", arguments.neurons, "synthetic")->check(CLI::PositiveNumber);
  app.add_option("--set", arguments.set, "or a file, folder or archive");
  app.add_option("--targets", arguments.targets, "at most so many")->check(CLI::PositiveNumber);
  app.add_option("--bound", arguments.bound_um, "distance bound in um; 0: none");
  CLI11_PARSE(app, argc, argv);
  try {
    fmt::print("{}\n", count(arguments).dump());
    return 0;
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
