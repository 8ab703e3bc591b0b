// SPDX-License-Identifier: BSD-3-Clause
// A stand-in for the driver's library: two devices of made-up size. What it does is set by the
// environment, which the test changes between calls.
#include <unistd.h>

#include <cstdlib>
#include <cstring>

namespace {

constexpr unsigned long long kGiB = 1ULL << 30;

bool isSet(const char* name) {
  return std::getenv(name) != nullptr;
}

unsigned long long number(const char* name, unsigned long long otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

struct FakeDevice {
  const char* name;
  const char* uuid;
};
const FakeDevice kDevices[] = {{"Large Device", "GPU-aaaa-1111"},
                               {"Small Device", "GPU-bbbb-2222"}};

int indexOf(const void* device) {
  return static_cast<int>(static_cast<const FakeDevice*>(device) - kDevices);
}

struct Memory {
  unsigned long long total, free, used;
};
struct Process {
  unsigned pid;
  unsigned long long used;
  unsigned gpu, compute;
};

int copy(const char* from, char* to, unsigned length) {
  std::strncpy(to, from, length);
  return 0;
}

int processes(const void* device, unsigned* count, Process* list, unsigned long long own) {
  if (isSet("FAKE_NVML_NO_PROCESSES")) return 3;
  if (*count < 2) return 7;
  *count = 2;
  list[0] = {1, kGiB, 0, 0};
  list[1] = {static_cast<unsigned>(getpid()), indexOf(device) == 0 ? own : ~0ULL, 0, 0};
  return 0;
}

}  // namespace

extern "C" {

int nvmlInit_v2() {
  return isSet("FAKE_NVML_FAILS") ? 18 : 0;
}
int nvmlShutdown() {
  return 0;
}
const char* nvmlErrorString(int error) {
  return error == 18 ? "Driver/library version mismatch" : "some error";
}
int nvmlDeviceGetCount_v2(unsigned* count) {
  *count = static_cast<unsigned>(number("FAKE_NVML_DEVICES", 2));
  return 0;
}
int nvmlDeviceGetHandleByIndex_v2(unsigned index, const FakeDevice** device) {
  if (index > 1) return 2;
  *device = &kDevices[index];
  return 0;
}
int nvmlDeviceGetHandleByUUID(const char*, const FakeDevice**) {
  return 6;
}
int nvmlDeviceGetName(const FakeDevice* device, char* name, unsigned length) {
  return copy(device->name, name, length);
}
int nvmlDeviceGetUUID(const FakeDevice* device, char* uuid, unsigned length) {
  return copy(device->uuid, uuid, length);
}
int nvmlDeviceGetMemoryInfo(const FakeDevice* device, Memory* memory) {
  if (isSet("FAKE_NVML_LOST") && indexOf(device) == 0) return 15;
  *memory = indexOf(device) == 0 ? Memory{80 * kGiB, 60 * kGiB, 20 * kGiB}
                                 : Memory{8 * kGiB, 7 * kGiB, kGiB};
  return 0;
}
int nvmlDeviceGetComputeRunningProcesses_v3(const FakeDevice* device, unsigned* count,
                                            Process* list) {
  return processes(device, count, list, number("FAKE_NVML_OWN", 0));
}
int nvmlDeviceGetGraphicsRunningProcesses_v3(const FakeDevice* device, unsigned* count,
                                             Process* list) {
  return processes(device, count, list, number("FAKE_NVML_OWN", 0) / 2);
}
}
