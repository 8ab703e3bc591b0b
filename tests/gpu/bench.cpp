// SPDX-License-Identifier: BSD-3-Clause
// How fast the GPU scores, and where the time goes. Prints one JSON object. See
// tests/gpu/README.md.
#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/engine/cuda/CudaEngine.hpp"
#include "compute/engine/cuda/device/Devices.hpp"
#include "compute/engine/cuda/kernel/CudaKernels.hpp"
#include "compute/gpu/CudaStatus.hpp"
#include "tests/gpu/CountedSteps.hpp"
#include "tests/gpu/Sets.hpp"

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
  std::int64_t neurons = 1000;
  std::string set;
  std::int64_t targets = 1024;
  double bound_um = 0;
  int repeat = 3;
  std::string dump;
};

/// Two GPUs would hide each other's times.
cuda::Devices openFirst() {
  auto devices = cuda::openCudaDevices({});
  if (devices.usable.size() > 1) devices.usable.resize(1);
  return devices;
}

void check(cudaError_t error) {
  if (error != cudaSuccess) throw Error(cudaGetErrorString(error));
}

/// Milliseconds between two points of a stream.
class Stopwatch {
 public:
  Stopwatch() {
    check(cudaEventCreate(&start_));
    check(cudaEventCreate(&end_));
  }
  ~Stopwatch() {
    cudaEventDestroy(start_);
    cudaEventDestroy(end_);
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

  template <class F>
  double seconds(F&& work) {
    check(cudaEventRecord(start_));
    work();
    check(cudaEventRecord(end_));
    check(cudaEventSynchronize(end_));
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, start_, end_));
    return milliseconds / 1000;
  }

 private:
  cudaEvent_t start_ = nullptr, end_ = nullptr;
};

struct KernelSeconds {
  double upload = 0, zero = 0, search = 0, finish = 0, download = 0;
};

/// A GPU whose steps run one after another, each timed; nothing overlaps.
class TimedGpu : public cuda::Device {
 public:
  TimedGpu(std::unique_ptr<cuda::Device> gpu, KernelSeconds& seconds)
      : gpu_(std::move(gpu)), seconds_(seconds) {}

  int index() const override { return gpu_->index(); }
  const std::string& name() const override { return gpu_->name(); }
  std::int64_t totalBytes() const override { return gpu_->totalBytes(); }
  std::int64_t freeBytes() override { return gpu_->freeBytes(); }
  std::byte* take(std::int64_t bytes) override { return gpu_->take(bytes); }
  void giveBack() noexcept override { gpu_->giveBack(); }
  std::byte* hostMemory(std::int64_t bytes) override { return gpu_->hostMemory(bytes); }
  void giveBackHostMemory(std::byte* memory) noexcept override { gpu_->giveBackHostMemory(memory); }

  void upload(int, std::byte* to, const void* from, std::int64_t bytes) override {
    seconds_.upload += copy(to, from, bytes, cudaMemcpyHostToDevice);
  }
  void download(int, void* to, const std::byte* from, std::int64_t bytes) override {
    seconds_.download += copy(to, from, bytes, cudaMemcpyDeviceToHost);
  }
  void zero(int, std::byte* at, std::int64_t bytes) override {
    seconds_.zero += watch_.seconds(
        [&] { check(cudaMemsetAsync(at, 0, static_cast<std::size_t>(bytes), nullptr)); });
  }
  void score(int, const cuda::ScoreTask& task) override {
    seconds_.search += watch_.seconds([&] { check(cuda::launchScores(task, nullptr)); });
    seconds_.finish += watch_.seconds([&] { check(cuda::launchFinish(task, nullptr)); });
  }
  void bound(int, const cuda::BoundTask& task) override {
    check(cuda::launchBounds(task, nullptr));
  }
  void wait(int) override {}

 private:
  double copy(void* to, const void* from, std::int64_t bytes, cudaMemcpyKind kind) {
    return watch_.seconds(
        [&] { check(cudaMemcpyAsync(to, from, static_cast<std::size_t>(bytes), kind, nullptr)); });
  }

  std::unique_ptr<cuda::Device> gpu_;
  KernelSeconds& seconds_;
  Stopwatch watch_;
};

/// Blocks of targets, as the Runner cuts them. @return seconds of scoring alone
double score(Engine& engine, std::span<const Dotprops> queries, std::span<const Dotprops> targets,
             const ScoringOptions& options, std::size_t blockTargets) {
  JobControl control;
  engine.expectTargets(targets, static_cast<std::int64_t>(std::min(blockTargets, targets.size())));
  engine.prepare(queries, options, control);
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

Peak describeDevice(Json& report) {
  cudaDeviceProp properties{};
  check(cudaSetDevice(0));
  check(cudaGetDeviceProperties(&properties, 0));
  int clockKHz = 0;
  check(cudaDeviceGetAttribute(&clockKHz, cudaDevAttrClockRate, 0));
  cuda::KernelFigures figures;
  check(cuda::loadKernels(&figures));
  const Peak peak{2.0 * 1000 * clockKHz * properties.multiProcessorCount *
                      coresAMultiprocessor(properties.major, properties.minor),
                  properties.maxThreadsPerMultiProcessor / cuda::kWarpThreads};
  report["device"] = properties.name;
  report["driver"] = queryCudaDevices().driverVersion;
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
  score(engine, neurons, targets, options, targets.size());
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
  const Peak peak = describeDevice(report);
  double best = 1e30;
  for (int i = 0; i < arguments.repeat; ++i) {
    cuda::CudaEngine engine("cuda", openFirst().usable, std::nullopt);
    best = std::min(best, score(engine, neurons, targets, options, targets.size()));
  }
  report["seconds"] = best;
  report["point_queries_per_s"] = pointQueries / best;

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
  app.add_option("--neurons", arguments.neurons, "synthetic")->check(CLI::PositiveNumber);
  app.add_option("--set", arguments.set, "or a file, folder or archive");
  app.add_option("--targets", arguments.targets, "at most so many")->check(CLI::PositiveNumber);
  app.add_option("--bound", arguments.bound_um, "distance bound in um; 0: none");
  app.add_option("--repeat", arguments.repeat, "runs, of which the best counts")
      ->check(CLI::PositiveNumber);
  app.add_option("--dump", arguments.dump, "write the set for brute_force.py");
  CLI11_PARSE(app, argc, argv);
  const auto devices = openFirst();
  if (devices.usable.empty()) {
    fmt::print("no usable GPU: {}\n", fmt::join(devices.problems, " "));
    return kNoGpu;
  }
  try {
    fmt::print("{}\n", measure(arguments).dump());
    return 0;
  } catch (const Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
