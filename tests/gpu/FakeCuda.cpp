// SPDX-License-Identifier: BSD-3-Clause
#include "tests/gpu/FakeCuda.hpp"

#include "compute/engine/cuda/device/HostDevice.hpp"
#include "compute/engine/cuda/kernel/CudaKernels.hpp"

#include <tbb/task_arena.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <set>
#include <utility>

using namespace nblast;

struct CUstream_st {
  int gpu = 0;
  std::vector<std::function<void()>> work;
};
struct CUevent_st {
  int gpu = 0;
};

namespace {

constexpr std::size_t kAlignment = 256;
constexpr cudaError_t kLate = cudaErrorIllegalAddress;

struct State {
  fake::Machine machine;
  fake::Traces traces;
  std::vector<bool> lost;  ///< by GPU: a kernel has failed, and the context with it
  std::map<const std::byte*, std::pair<int, std::int64_t>> memory;  ///< GPU and bytes
  std::set<void*> hostMemory;
  std::set<cudaStream_t> streams;
  std::set<cudaEvent_t> events;
  std::vector<CUstream_st> defaultStreams;
};

std::recursive_mutex mutex;
State state;
// As in the runtime, both are the calling thread's own.
thread_local int current = 0;
thread_local cudaError_t last = cudaSuccess;

std::size_t place(int gpu) {
  return static_cast<std::size_t>(gpu);
}

cudaError_t answer(cudaError_t error) {
  if (error != cudaSuccess) last = error;
  return error;
}

fake::Gpu& gpuOf(int index) {
  return state.machine.gpus.at(place(index));
}

/// The way in of every function that works on the current GPU. @param name of the function
cudaError_t enter(const char* name) {
  if (const auto failing = state.machine.failing.find(name); failing != state.machine.failing.end())
    return answer(failing->second);
  if (place(current) >= state.machine.gpus.size()) return answer(cudaErrorNoDevice);
  if (!state.traces.contexts[place(current)]) {
    if (const auto error = gpuOf(current).contextError; error != cudaSuccess) return answer(error);
    state.traces.contexts[place(current)] = true;
  }
  return answer(state.lost[place(current)] ? kLate : cudaSuccess);
}

void mustBeCurrent(int gpu) {
  if (gpu != current) ++state.traces.onWrongGpu;
}

cudaStream_t streamOrDefault(cudaStream_t stream) {
  if (stream == nullptr) return &state.defaultStreams[place(current)];
  mustBeCurrent(stream->gpu);
  return stream;
}

/// Is this memory of the current GPU, as far as it goes?
bool isTaken(const void* at, std::size_t bytes) {
  const auto* first = static_cast<const std::byte*>(at);
  auto after = state.memory.upper_bound(first);
  if (after == state.memory.begin()) return false;
  const auto& [begin, block] = *std::prev(after);
  if (first + bytes > begin + block.second) return false;
  mustBeCurrent(block.first);
  return true;
}

cudaError_t queue(cudaStream_t stream, const void* at, std::size_t bytes,
                  std::function<void()> work) {
  auto* known = streamOrDefault(stream);
  if (!isTaken(at, bytes)) {
    ++state.traces.strayAddresses;
    return answer(cudaErrorInvalidValue);
  }
  known->work.push_back(std::move(work));
  return cudaSuccess;
}

void runAll(cudaStream_t stream) {
  for (auto& work : std::exchange(stream->work, {}))
    work();
}

std::int64_t freeOf(int gpu) {
  return gpuOf(gpu).totalBytes - gpuOf(gpu).othersBytes - state.traces.deviceBytes[place(gpu)];
}

}  // namespace

namespace nblast::fake {

void start(Machine machine) {
  const std::lock_guard lock(mutex);
  const auto gpus = machine.gpus.size();
  state = {};
  state.machine = std::move(machine);
  state.traces.contexts.resize(gpus);
  state.traces.deviceBytes.resize(gpus);
  state.traces.launches.resize(gpus);
  state.lost.resize(gpus);
  state.defaultStreams.resize(gpus);
  for (std::size_t i = 0; i < gpus; ++i)
    state.defaultStreams[i].gpu = static_cast<int>(i);
}

Machine& machine() {
  return state.machine;
}

Traces traces() {
  const std::lock_guard lock(mutex);
  auto all = state.traces;
  all.hostBuffers = static_cast<int>(state.hostMemory.size());
  all.streams = static_cast<int>(state.streams.size());
  all.events = static_cast<int>(state.events.size());
  return all;
}

}  // namespace nblast::fake

// What makes no context ---------------------------------------------------------------------------

cudaError_t cudaGetLastError() {
  return std::exchange(last, cudaSuccess);
}

const char* cudaGetErrorString(cudaError_t error) {
  return error == cudaErrorMemoryAllocation ? "out of memory" : "a made-up error";
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  *version = CUDART_VERSION;
  return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version) {
  const std::lock_guard lock(mutex);
  if (state.machine.driverError == cudaSuccess) *version = state.machine.driverVersion;
  return answer(state.machine.driverError);
}

cudaError_t cudaGetDeviceCount(int* count) {
  const std::lock_guard lock(mutex);
  if (state.machine.countError == cudaSuccess) *count = static_cast<int>(state.machine.gpus.size());
  return answer(state.machine.countError);
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  const std::lock_guard lock(mutex);
  const auto& gpu = gpuOf(device);
  if (gpu.propertiesError != cudaSuccess) return answer(gpu.propertiesError);
  *properties = {};
  gpu.name.copy(properties->name, sizeof(properties->name) - 1);
  properties->major = gpu.major;
  properties->minor = gpu.minor;
  properties->multiProcessorCount = 4;
  properties->totalGlobalMem = static_cast<std::size_t>(gpu.totalBytes);
  return cudaSuccess;
}

cudaError_t cudaGetDevice(int* device) {
  *device = current;
  return cudaSuccess;
}

// What makes one, on the current GPU --------------------------------------------------------------

cudaError_t cudaSetDevice(int device) {
  const std::lock_guard lock(mutex);
  if (place(device) >= state.machine.gpus.size()) return answer(cudaErrorInvalidDevice);
  current = device;
  return enter("cudaSetDevice");
}

cudaError_t cudaSetDeviceFlags(unsigned) {
  const std::lock_guard lock(mutex);
  return enter("cudaSetDeviceFlags");
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaMemGetInfo"); error != cudaSuccess) return error;
  *free = static_cast<std::size_t>(freeOf(current));
  *total = static_cast<std::size_t>(gpuOf(current).totalBytes);
  return cudaSuccess;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaStreamCreateWithFlags"); error != cudaSuccess) return error;
  *stream = *state.streams.insert(new CUstream_st{current, {}}).first;
  return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (state.streams.erase(stream) == 0) {
    ++state.traces.wrongHandles;
    return answer(cudaErrorInvalidResourceHandle);
  }
  mustBeCurrent(stream->gpu);
  delete stream;
  return enter("cudaStreamDestroy");
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaStreamSynchronize"); error != cudaSuccess) return error;
  runAll(streamOrDefault(stream));
  return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaMalloc"); error != cudaSuccess) return error;
  if (static_cast<std::int64_t>(bytes) > freeOf(current)) return answer(cudaErrorMemoryAllocation);
  *memory = std::aligned_alloc(kAlignment, (bytes + kAlignment - 1) / kAlignment * kAlignment);
  state.memory[static_cast<std::byte*>(*memory)] = {current, static_cast<std::int64_t>(bytes)};
  state.traces.deviceBytes[place(current)] += static_cast<std::int64_t>(bytes);
  return cudaSuccess;
}

cudaError_t cudaFree(void* memory) {
  const std::lock_guard lock(mutex);
  const auto found = state.memory.find(static_cast<std::byte*>(memory));
  if (found == state.memory.end()) {
    ++state.traces.wrongHandles;
    return answer(cudaErrorInvalidValue);
  }
  mustBeCurrent(found->second.first);
  for (auto* stream : state.streams)  // it waits for what was started
    if (stream->gpu == found->second.first) runAll(stream);
  state.traces.deviceBytes[place(found->second.first)] -= found->second.second;
  state.memory.erase(found);
  std::free(memory);
  return enter("cudaFree");
}

cudaError_t cudaHostAlloc(void** memory, std::size_t bytes, unsigned) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaHostAlloc"); error != cudaSuccess) return error;
  *memory = std::malloc(bytes);
  state.hostMemory.insert(*memory);
  return cudaSuccess;
}

cudaError_t cudaFreeHost(void* memory) {
  const std::lock_guard lock(mutex);
  if (state.hostMemory.erase(memory) == 0) {
    ++state.traces.wrongHandles;
    return answer(cudaErrorInvalidValue);
  }
  std::free(memory);
  return enter("cudaFreeHost");
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind,
                            cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaMemcpyAsync"); error != cudaSuccess) return error;
  return queue(stream, kind == cudaMemcpyHostToDevice ? to : from, bytes,
               [=] { std::memcpy(to, from, bytes); });
}

cudaError_t cudaMemsetAsync(void* at, int value, std::size_t bytes, cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaMemsetAsync"); error != cudaSuccess) return error;
  return queue(stream, at, bytes, [=] { std::memset(at, value, bytes); });
}

cudaError_t cudaEventCreate(cudaEvent_t* event) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaEventCreate"); error != cudaSuccess) return error;
  *event = *state.events.insert(new CUevent_st{current}).first;
  return cudaSuccess;
}

cudaError_t cudaEventDestroy(cudaEvent_t event) {
  const std::lock_guard lock(mutex);
  if (state.events.erase(event) == 0) {
    ++state.traces.wrongHandles;
    return answer(cudaErrorInvalidResourceHandle);
  }
  delete event;
  return enter("cudaEventDestroy");
}

cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaEventRecord"); error != cudaSuccess) return error;
  mustBeCurrent(event->gpu);
  streamOrDefault(stream);
  return cudaSuccess;
}

cudaError_t cudaEventSynchronize(cudaEvent_t event) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("cudaEventSynchronize"); error != cudaSuccess) return error;
  mustBeCurrent(event->gpu);
  runAll(&state.defaultStreams[place(event->gpu)]);
  return cudaSuccess;
}

cudaError_t cudaEventElapsedTime(float* milliseconds, cudaEvent_t, cudaEvent_t) {
  *milliseconds = 1;
  return cudaSuccess;
}

// The kernels -------------------------------------------------------------------------------------

namespace nblast::cuda {

/// Both kernels in one: the host executor has no half of its work.
cudaError_t launchScores(const ScoreTask& task, cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("launchScores"); error != cudaSuccess) return error;
  if (++state.traces.launches[place(current)] > gpuOf(current).launchesBeforeError) {
    state.lost[place(current)] = true;  // this call has begun well: the next one hears of it
    return cudaSuccess;
  }
  // Isolated: a thread that waits for its part takes no other device's work, which would change
  // its current GPU.
  streamOrDefault(stream)->work.emplace_back(
      [task] { tbb::this_task_arena::isolate([&] { HostDevice(0, 0).score(0, task); }); });
  return cudaSuccess;
}

cudaError_t launchFinish(const ScoreTask&, cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("launchFinish"); error != cudaSuccess) return error;
  streamOrDefault(stream);
  return cudaSuccess;
}

cudaError_t launchBounds(const BoundTask& task, cudaStream_t stream) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("launchBounds"); error != cudaSuccess) return error;
  streamOrDefault(stream)->work.emplace_back(
      [task] { tbb::this_task_arena::isolate([&] { HostDevice(0, 0).bound(0, task); }); });
  return cudaSuccess;
}

cudaError_t loadKernels(KernelFigures* figures) {
  const std::lock_guard lock(mutex);
  if (const auto error = enter("loadKernels"); error != cudaSuccess) return error;
  if (figures != nullptr) *figures = {};
  return answer(gpuOf(current).loadError);
}

}  // namespace nblast::cuda
