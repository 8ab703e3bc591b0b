// SPDX-License-Identifier: BSD-3-Clause
// A whole all-by-all by the cpu engine, preparation included, without files: what compare_peers
// measures against other programs. Prints one JSON object.
#include "compute/base/Error.hpp"
#include "compute/base/SimdPath.hpp"
#include "compute/engine/cpu/CpuEngine.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/sample/Sample.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <tbb/global_control.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>

using namespace nblast;

namespace {

struct Arguments {
  std::string set;
  std::int64_t sample = 0;
  double bound_um = 0;
  int threads = 1;
  int repeat = 3;
  std::string scores;
};

/// As written by compare_peers/neuron_sets.py.
std::vector<Dotprops> readSet(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const auto read = [&](auto& values) {
    file.read(reinterpret_cast<char*>(values.data()),
              static_cast<std::streamsize>(values.size() * sizeof(values[0])));
    if (!file) throw IoError("The set " + path + " cannot be read: missing, or cut short.");
  };
  std::vector<std::int64_t> counts(2);
  read(counts);
  std::vector<std::int64_t> offsets(static_cast<std::size_t>(counts[0] + 1));
  read(offsets);
  std::vector<Vec3f> points(static_cast<std::size_t>(counts[1])), tangents(points.size());
  read(points);
  read(tangents);
  std::vector<Dotprops> neurons(static_cast<std::size_t>(counts[0]));
  for (std::size_t i = 0; i < neurons.size(); ++i) {
    const auto first = offsets[i], last = offsets[i + 1];
    neurons[i].points_um.assign(points.begin() + first, points.begin() + last);
    neurons[i].tangents.assign(tangents.begin() + first, tangents.begin() + last);
    neurons[i].alphas.assign(neurons[i].points_um.size(), 1);
  }
  return neurons;
}

std::vector<Dotprops> growSet(std::int64_t count) {
  NeuronSet set;
  for (std::int64_t i = 0; i < count; ++i)
    set.neurons.push_back(growSampleNeuron({.neurons = count}, i));
  JobControl control;
  return prepareSet(set, {}, control).dotprops;
}

/// cpu: of all threads together, which a busy machine disturbs less than the clock on the wall.
struct Seconds {
  double prepare = 1e30, score = 1e30, cpu = 1e30;
};

/// Blocks of targets as the Runner cuts them; only the last block's scores are kept unless a file
/// is asked for.
Seconds run(const std::vector<Dotprops>& neurons, const ScoringOptions& options,
            std::vector<float>* all) {
  using Clock = std::chrono::steady_clock;
  constexpr std::size_t kBlock = 512;
  const auto start = Clock::now();
  const auto cpuStart = std::clock();
  JobControl control;
  CpuEngine engine;
  engine.prepare(neurons, options, control);
  const auto prepared = Clock::now();
  const auto n = neurons.size();
  std::vector<float> block(n * std::min(kBlock, n));
  for (std::size_t first = 0; first < n; first += kBlock) {
    const auto count = std::min(kBlock, n - first);
    engine.scoreTargets(std::span(neurons).subspan(first, count), block.data(), control);
    if (all == nullptr) continue;
    for (std::size_t q = 0; q < n; ++q)
      std::copy_n(&block[q * count], count, &(*all)[q * n + first]);
  }
  const auto end = Clock::now();
  return {std::chrono::duration<double>(prepared - start).count(),
          std::chrono::duration<double>(end - prepared).count(),
          static_cast<double>(std::clock() - cpuStart) / CLOCKS_PER_SEC};
}

void measure(const Arguments& arguments) {
  const auto neurons = arguments.set.empty() ? growSet(arguments.sample) : readSet(arguments.set);
  ScoringOptions options;
  if (arguments.bound_um > 0) options.maxDistance_um = arguments.bound_um;
  const auto n = neurons.size();
  std::vector<float> all(arguments.scores.empty() ? 0 : n * n);
  Seconds best;
  for (int i = 0; i < arguments.repeat; ++i) {
    const auto seconds = run(neurons, options, all.empty() ? nullptr : &all);
    const double cpu = std::min(best.cpu, seconds.cpu);
    if (seconds.prepare + seconds.score < best.prepare + best.score) best = seconds;
    best.cpu = cpu;
  }
  std::int64_t points = 0;
  for (const auto& neuron : neurons)
    points += neuron.size();
  const double seconds = best.prepare + best.score;
  const nlohmann::ordered_json report = {
      {"path", simdPathName(chosenSimdPath())},
      {"threads", arguments.threads},
      {"neurons", n},
      {"points", points},
      {"bound_um", arguments.bound_um},
      {"prepare_s", best.prepare},
      {"score_s", best.score},
      {"seconds", seconds},
      {"cpu_s", best.cpu},
      {"ns_per_point_query",
       1e9 * seconds / (static_cast<double>(points) * static_cast<double>(n))}};
  std::puts(report.dump().c_str());
  if (all.empty()) return;
  std::ofstream out(arguments.scores, std::ios::binary);
  out.write(reinterpret_cast<const char*>(all.data()),
            static_cast<std::streamsize>(all.size() * sizeof(float)));
  if (!out.flush()) throw IoError("The scores cannot be written to " + arguments.scores + ".");
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("A whole all-by-all by the cpu engine, preparation included; best of several.");
  auto* set = app.add_option("--set", arguments.set, "set file (see compare_peers/neuron_sets.py)");
  auto* sample = app.add_option("--sample", arguments.sample, "or this many synthetic neurons");
  set->excludes(sample);
  app.add_option("--bound", arguments.bound_um, "distance bound in um; 0: none");
  app.add_option("--threads", arguments.threads, "threads")->check(CLI::PositiveNumber);
  app.add_option("--repeat", arguments.repeat, "runs, of which the best counts")
      ->check(CLI::PositiveNumber);
  app.add_option("--scores", arguments.scores, "write the scores: float32 [query, target]");
  CLI11_PARSE(app, argc, argv);
  if (arguments.set.empty() && arguments.sample <= 0) {
    std::fputs("Say --set FILE or --sample N.\n", stderr);
    return 2;
  }
  try {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(arguments.threads));
    tbb::task_arena(arguments.threads).execute([&] { measure(arguments); });
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
