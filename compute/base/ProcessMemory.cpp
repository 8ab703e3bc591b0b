// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/ProcessMemory.hpp"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>
#include <string>

namespace nblast {

namespace {

/// The number behind a name in a text such as /proc/meminfo ("MemTotal:  24 kB"), in its own unit.
std::optional<std::int64_t> numberAfter(const std::filesystem::path& file,
                                        const std::string& name) {
  std::ifstream text(file);
  std::string word;
  std::int64_t number = 0;
  while (text >> word) {
    if (word == name && text >> number) return number;
    text.clear();
    text.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return {};
}

std::int64_t ofThisProcess(const char* name) {
  return numberAfter("/proc/self/status", name).value_or(0) * 1024;
}

/// The only number of a file; nothing for "max" or where there is no file.
std::optional<std::int64_t> onlyNumber(const std::filesystem::path& file) {
  std::ifstream text(file);
  std::int64_t number = 0;
  if (text >> number) return number;
  return {};
}

/// Where this process stands in the tree of control groups (version 2), as a relative path.
std::filesystem::path controlGroup(const std::filesystem::path& root) {
  std::ifstream text(root / "proc/self/cgroup");
  std::string line;
  while (std::getline(text, line)) {
    if (line.starts_with("0::/")) return line.substr(4);
  }
  return {};
}

/// Files that were read count as a group's memory, too, but they go when memory is asked for.
std::int64_t groupUse(const std::filesystem::path& group) {
  return onlyNumber(group / "memory.current").value_or(0) -
         numberAfter(group / "memory.stat", "inactive_file").value_or(0);
}

}  // namespace

std::int64_t residentBytes() {
  return ofThisProcess("VmRSS:");
}

std::int64_t peakResidentBytes() {
  if (const auto peak = ofThisProcess("VmHWM:"); peak > 0) return peak;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;
}

bool restartPeak() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;  // see proc(5)
  return file.good();
}

MachineMemory machineMemory(const std::filesystem::path& root) {
  const auto kib = [&root](const char* name) {
    return numberAfter(root / "proc/meminfo", name).value_or(0) * 1024;
  };
  MachineMemory memory{kib("MemTotal:"), kib("MemAvailable:")};
  const auto top = root / "sys/fs/cgroup";
  auto place = controlGroup(root);
  while (true) {  // a limit of any group above holds as well
    const auto group = place.empty() ? top : top / place;
    if (const auto most = onlyNumber(group / "memory.max")) {
      memory.totalBytes = std::min(memory.totalBytes, *most);
      memory.availableBytes =
          std::clamp<std::int64_t>(*most - groupUse(group), 0, memory.availableBytes);
    }
    if (place.empty()) return memory;
    place = place.parent_path();
  }
}

void giveBackFreedMemory() {
  // Blocks from here on are mapped one by one, and go back as they are freed. By itself glibc
  // raises the limit to the largest block that was ever freed, and others of its size then stay.
  constexpr int kMappedAlone = 1 << 20;
  static const int kIsSet = mallopt(M_MMAP_THRESHOLD, kMappedAlone);
  static_cast<void>(kIsSet);
  malloc_trim(0);
}

}  // namespace nblast
