// SPDX-License-Identifier: BSD-3-Clause
// Are the scores of the GPU those of the cpu engine, byte for byte? Synthetic and given sets, all
// options, little memory, and a device that others have filled. See tests/gpu/README.md.
#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "tests/gpu/Sets.hpp"

#include <CLI/CLI.hpp>
#include <cuda_runtime_api.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>

using namespace nblast;
using namespace nblast::gpu;

namespace {

constexpr int kNoGpu = 77;

struct Arguments {
  std::string engine = "cuda";
  std::int64_t neurons = 150;
  std::vector<std::string> sets;
  std::vector<std::int64_t> leaveMiB;
  bool brief = false;
};

struct Case {
  std::string name;
  ScoringOptions options;
  std::optional<std::int64_t> memoryBytes;
};

/// More columns than a quick look-up has room for, an uneven grid, large values.
ScoreTable wideTable() {
  ScoreTable table;
  table.name = "wide";
  for (int i = 1; i < 40; ++i)
    table.distanceEdges_um.push_back(0.1 * i * i);
  for (int i = 1; i < 37; ++i)
    table.dotEdges.push_back(i / 37.0);
  for (int i = 0; i < 40 * 37; ++i)
    table.cells.push_back(std::sin(i) * 100 + 60 - i * 0.05);
  table.cells[36] = 500;  // a point against itself
  return table;
}

std::vector<Case> cases(bool brief) {
  std::vector<Case> all;
  const auto add = [&](std::string name, auto&& change) {
    Case one{std::move(name), {}, {}};
    change(one);
    all.push_back(std::move(one));
  };
  add("plain", [](Case&) {});
  add("bound auto, alpha", [](Case& c) {
    c.options.table = fcwbAlphaTable();
    c.options.useAlpha = true;
    c.options.maxDistance_um = c.options.table.automaticBound_um();
  });
  if (brief) return all;
  add("raw", [](Case& c) { c.options.normalised = false; });
  add("alpha", [](Case& c) {
    c.options.table = fcwbAlphaTable();
    c.options.useAlpha = true;
  });
  add("bound auto",
      [](Case& c) { c.options.maxDistance_um = c.options.table.automaticBound_um(); });
  add("bound 500", [](Case& c) { c.options.maxDistance_um = 500; });
  add("left edges", [](Case& c) {
    c.options.table.closed = ClosedSide::Left;
    c.options.edges = EdgeRule::Left;
  });
  add("wide table", [](Case& c) { c.options.table = wideTable(); });
  add("wide table, bound, raw", [](Case& c) {
    c.options.table = wideTable();
    c.options.maxDistance_um = c.options.table.automaticBound_um();
    c.options.normalised = false;
  });
  add("v1", [](Case& c) { c.options.table = v1Table(); });
  add("v1, sigma 2, alpha, bound 30", [](Case& c) {
    c.options.table = v1Table(2);
    c.options.useAlpha = true;
    c.options.maxDistance_um = 30;
  });
  add("little memory", [](Case& c) { c.memoryBytes = 3 << 20; });
  return all;
}

std::vector<float> scored(Engine& engine, const std::vector<Dotprops>& neurons,
                          const ScoringOptions& options) {
  JobControl control;
  engine.prepare(neurons, options, control);
  std::vector<float> scores(neurons.size() * neurons.size(), -1e30F);
  engine.scoreTargets(neurons, scores.data(), control);
  return scores;
}

/// Prints one line. @return whether all bytes are the same
bool compare(const std::string& what, const std::vector<float>& gpu, const std::vector<float>& cpu,
             std::size_t n) {
  std::size_t different = 0, first = 0;
  for (std::size_t i = cpu.size(); i-- > 0;) {
    if (std::memcmp(&gpu[i], &cpu[i], sizeof(float)) == 0) continue;
    ++different;
    first = i;
  }
  if (different == 0) {
    fmt::print("same  {}: {} scores\n", what, cpu.size());
    return true;
  }
  fmt::print("DIFFERENT  {}: {} of {} scores; the first: query {}, target {}: {:.9g}, cpu {:.9g}\n",
             what, different, cpu.size(), first / n, first % n, gpu[first], cpu[first]);
  return false;
}

/// @param mustUseDevice a GPU that left the work to the CPU proves nothing
bool runCase(const Arguments& arguments, const std::string& setName,
             const std::vector<Dotprops>& neurons, const Case& one, bool mustUseDevice) {
  const auto cpu = makeEngine("cpu");
  const auto expected = scored(*cpu, neurons, one.options);
  const auto engine = makeEngine({arguments.engine, {}, one.memoryBytes});
  const auto scores = scored(*engine, neurons, one.options);
  const auto what = setName + ", " + one.name;
  bool good = compare(what, scores, expected, neurons.size());
  bool byCpu = engine->peakDeviceBytes() == 0;
  for (const auto& note : engine->notes()) {
    fmt::print("      note: {}\n", note);
    byCpu |= note.starts_with("No GPU");
  }
  if (mustUseDevice && byCpu) {
    fmt::print("NOT ON A DEVICE  {}\n", what);
    good = false;
  }
  if (one.memoryBytes && engine->peakDeviceBytes() > *one.memoryBytes) {
    fmt::print("TOO MUCH MEMORY  {}: {} bytes\n", what, engine->peakDeviceBytes());
    good = false;
  }
  return good;
}

/// All of the first GPU's memory but some, as another program would take it.
class Filling {
 public:
  explicit Filling(std::int64_t leaveBytes) {
    std::size_t chunk = std::size_t{1} << 30;
    std::size_t free = 0, total = 0;
    while (chunk >= std::size_t{1} << 20 && cudaMemGetInfo(&free, &total) == cudaSuccess) {
      void* memory = nullptr;
      if (free < chunk + static_cast<std::size_t>(leaveBytes) ||
          cudaMalloc(&memory, chunk) != cudaSuccess) {
        static_cast<void>(cudaGetLastError());
        chunk /= 2;
        continue;
      }
      taken_.push_back(memory);
    }
    fmt::print("      the device is filled but for {} MiB\n", free >> 20);  // 0 without a GPU
  }
  ~Filling() {
    for (void* memory : taken_)
      cudaFree(memory);
  }
  Filling(const Filling&) = delete;
  Filling& operator=(const Filling&) = delete;

 private:
  std::vector<void*> taken_;
};

/// The engine leaves a GPU that is too full to the CPU, with a note; or there is no GPU left to
/// make an engine of, and it says so. Both are right, and no crash, no wait and no wrong score is.
bool runFilled(const Arguments& arguments, const std::string& what,
               const std::vector<Dotprops>& sample) {
  try {
    static_cast<void>(makeEngine(arguments.engine));
  } catch (const InputError& error) {
    fmt::print("refused  {}: {}\n", what, error.what());
    return true;
  }
  return runCase(arguments, what, sample, cases(true)[0], false);
}

bool runAll(const Arguments& arguments) {
  bool good = true;
  const auto sample = sampleNeurons(0, arguments.neurons, arguments.neurons);
  if (!arguments.leaveMiB.empty()) {
    for (const auto mib : arguments.leaveMiB) {
      const Filling filling(mib << 20);
      good &= runFilled(arguments, fmt::format("{} MiB free", mib), sample);
    }
    return good;
  }
  for (const auto& one : cases(arguments.brief)) {
    good &= runCase(arguments, "sample", sample, one, true);
    good &= runCase(arguments, "awkward", awkwardNeurons(), one, true);
  }
  for (const auto& path : arguments.sets) {
    const auto neurons = readSet(path);
    for (const auto& one : cases(arguments.brief))
      good &= runCase(arguments, path, neurons, one, true);
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app(
      "Compares the scores of the GPU with the cpu engine's, byte for byte. Exit code 0: "
      "the same; 1: not; 77: no usable GPU.");
  app.add_option("--engine", arguments.engine, "cuda, or cuda-host to try this program itself");
  app.add_option("--neurons", arguments.neurons, "of the synthetic set")
      ->check(CLI::PositiveNumber);
  app.add_option("--set", arguments.sets, "further sets: files, folders, archives");
  app.add_option("--leave-mib", arguments.leaveMiB,
                 "instead: fill the first GPU but for this much, then score");
  app.add_flag("--brief", arguments.brief, "two cases of options only");
  CLI11_PARSE(app, argc, argv);
  try {
    static_cast<void>(makeEngine(arguments.engine));
  } catch (const InputError& error) {
    fmt::print("no usable GPU: {}\n", error.what());
    return kNoGpu;
  }
  try {
    return runAll(arguments) ? 0 : 1;
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
