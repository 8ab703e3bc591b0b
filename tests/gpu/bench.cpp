// SPDX-License-Identifier: BSD-3-Clause
// How fast the GPU scores, and where the time goes. Prints one JSON object. See
// tests/gpu/README.md.
#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/engine/cuda/device/Devices.hpp"
#include "compute/engine/cuda/kernel/CudaKernels.hpp"
#include "compute/gpu/CudaStatus.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "tests/gpu/CountedSteps.hpp"
#include "tests/gpu/Sets.hpp"
#include "tests/gpu/TimedGpu.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <fstream>

using namespace nblast;
using namespace nblast::gpu;
using Json = nlohmann::ordered_json;

namespace {

constexpr int kNoGpu = 77;

struct Arguments {
  std::string engine = "cuda";
  std::int64_t neurons = 1000;
  std::string set;
  std::int64_t targets = 1024;
  double bound_um = 0;
  int repeat = 3;
  std::string dump;
};

/// Two GPUs would hide each other's times, and the other one may be somebody's.
cuda::Devices openFirst() {
  for (const auto& gpu : describeCudaDevices().devices) {
    auto devices = cuda::openCudaDevices({gpu.index});
    if (!devices.usable.empty()) return devices;
  }
  return cuda::openCudaDevices({});  // says why there is none
}

void check(cudaError_t error) {
  if (error != cudaSuccess) throw Error(cudaGetErrorString(error));
}

/// Targets of a call, as DenseRun cuts a job of all neurons against all.
std::size_t targetsACall(std::span<const Dotprops> neurons) {
  const auto size = static_cast<std::int64_t>(neurons.size());
  return static_cast<std::size_t>(scoreBlockTargets(size, size));
}

/// @return seconds of scoring alone
double score(Engine& engine, std::span<const Dotprops> queries, std::span<const Dotprops> targets,
             const ScoringOptions& options, std::size_t blockTargets) {
  JobControl control;
  engine.prepare(queries, options, control);
  engine.expectTargets(targets, static_cast<std::int64_t>(blockTargets));
  std::vector<float> scores(queries.size() * std::min(blockTargets, targets.size()));
  engine.scoreTargets(targets.first(1), scores.data(), control);  // takes memory, copies queries
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t first = 0; first < targets.size(); first += blockTargets) {
    const auto count = std::min(blockTargets, targets.size() - first);
    engine.scoreTargets(targets.subspan(first, count), scores.data(), control);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int coresAMultiprocessor(int major, int minor) {
  const bool sixtyFour = (major == 7) || (major == 8 && minor == 0);
  return sixtyFour ? 64 : 128;
}

struct Peak {
  double flops = 0;
  int warpsAMultiprocessor = 0;
};

Peak describeDevice(int gpu, Json& report) {
  cudaDeviceProp properties{};
  check(cudaSetDevice(gpu));
  check(cudaGetDeviceProperties(&properties, gpu));
  int clockKHz = 0;
  check(cudaDeviceGetAttribute(&clockKHz, cudaDevAttrClockRate, gpu));
  cuda::KernelFigures figures;
  check(cuda::loadKernels(&figures));
  const Peak peak{2.0 * 1000 * clockKHz * properties.multiProcessorCount *
                      coresAMultiprocessor(properties.major, properties.minor),
                  properties.maxThreadsPerMultiProcessor / cuda::kWarpThreads};
  report["device"] = properties.name;
  report["driver"] = describeCudaDevices().driverVersion;
  report["registers"] = figures.registers;
  report["shared_bytes"] = figures.sharedBytes;
  report["blocks_resident"] = figures.blocksResident;
  report["occupancy"] =
      static_cast<double>(figures.blocksResident * cuda::kWarps) / peak.warpsAMultiprocessor;
  report["peak_fp32_flops"] = peak.flops;
  return peak;
}

/// For brute_force.py: counts, offsets, points and tangents, little-endian.
void dump(const std::string& path, const std::vector<Dotprops>& neurons) {
  std::ofstream out(path, std::ios::binary);
  const auto write = [&](const auto* values, std::size_t count) {
    out.write(reinterpret_cast<const char*>(values),
              static_cast<std::streamsize>(count * sizeof(*values)));
  };
  std::vector<std::int64_t> numbers{static_cast<std::int64_t>(neurons.size()), pointCount(neurons),
                                    0};
  for (const auto& neuron : neurons)
    numbers.push_back(numbers.back() + neuron.size());
  write(numbers.data(), numbers.size());
  for (const auto& neuron : neurons)
    write(neuron.points_um.data(), neuron.points_um.size());
  for (const auto& neuron : neurons)
    write(neuron.tangents.data(), neuron.tangents.size());
  if (!out.flush()) throw IoError("The set cannot be written to " + path + ".");
}

KernelSeconds timeKernels(std::span<const Dotprops> neurons, std::span<const Dotprops> targets,
                          const ScoringOptions& options) {
  KernelSeconds kernels;
  std::vector<std::unique_ptr<cuda::Device>> timed;
  timed.push_back(std::make_unique<TimedGpu>(std::move(openFirst().usable.front()), kernels));
  cuda::CudaEngine engine("timed", std::move(timed), std::nullopt);
  score(engine, neurons, targets, options, targetsACall(neurons));
  return kernels;
}

Json measure(const Arguments& arguments) {
  const auto neurons = arguments.set.empty()
                           ? sampleNeurons(0, arguments.neurons, arguments.neurons)
                           : readSet(arguments.set);
  if (!arguments.dump.empty()) dump(arguments.dump, neurons);
  const auto targets = spreadOver(neurons, arguments.targets);
  ScoringOptions options;
  if (arguments.bound_um > 0) options.maxDistance_um = arguments.bound_um;
  const double pointQueries =
      static_cast<double>(pointCount(neurons)) * static_cast<double>(targets.size());

  Json report{{"neurons", neurons.size()},
              {"points", pointCount(neurons)},
              {"targets", targets.size()},
              {"bound_um", arguments.bound_um}};
  const bool simulated = arguments.engine != "cuda";
  const Peak peak =
      simulated ? Peak() : describeDevice(openFirst().usable.front()->index(), report);
  double best = 1e30;
  for (int i = 0; i < arguments.repeat; ++i) {
    const auto engine =
        simulated ? makeEngine(arguments.engine)
                  : std::make_unique<cuda::CudaEngine>("cuda", openFirst().usable, std::nullopt);
    best = std::min(best, score(*engine, neurons, targets, options, targetsACall(neurons)));
  }
  report["seconds"] = best;
  report["point_queries_per_s"] = pointQueries / best;
  if (simulated) return report;

  const auto kernels = timeKernels(neurons, targets, options);
  report["kernel_seconds"] = {{"upload", kernels.upload},
                              {"zero", kernels.zero},
                              {"search", kernels.search},
                              {"finish", kernels.finish},
                              {"download", kernels.download}};

  const auto counted = countSteps(neurons, targets, options);
  report["flop_per_point_query"] = counted.flops() / counted.pointQueries;
  report["share_of_peak"] =
      counted.flops() / counted.pointQueries * pointQueries / kernels.search / peak.flops;
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Measures the cuda engine on the first GPU: all neurons against some of them.");
  app.add_option("--engine", arguments.engine, "cuda, or cuda-host to try this program itself");
  app.add_option("--neurons", arguments.neurons, "synthetic")->check(CLI::PositiveNumber);
  app.add_option("--set", arguments.set, "or a file, folder or archive");
  app.add_option("--targets", arguments.targets, "at most so many")->check(CLI::PositiveNumber);
  app.add_option("--bound", arguments.bound_um, "distance bound in um; 0: none");
  app.add_option("--repeat", arguments.repeat, "runs, of which the best counts")
      ->check(CLI::PositiveNumber);
  app.add_option("--dump", arguments.dump, "write the set for brute_force.py");
  CLI11_PARSE(app, argc, argv);
  if (arguments.engine == "cuda") {
    const auto devices = openFirst();
    if (devices.usable.empty()) {
      fmt::print("no usable GPU: {}\n", fmt::join(devices.problems, " "));
      return kNoGpu;
    }
  }
  try {
    fmt::print("{}\n", measure(arguments).dump());
    return 0;
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
