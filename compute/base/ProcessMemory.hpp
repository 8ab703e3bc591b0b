// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <cstdint>
#include <filesystem>

namespace nblast {

/// Memory of this process that is in the machine's memory just now: the program, its libraries,
/// stacks and data, as the system counts them (RSS). 0 where the system does not say.
std::int64_t residentBytes();

/// The most that residentBytes() has been since the process began, or since restartPeak().
std::int64_t peakResidentBytes();

/// Lets peakResidentBytes() begin anew. @return false where the system does not allow it: then the
/// peak stays that of the whole process
bool restartPeak();

/// Memory of the machine, or of the control group (a container, a batch job) that this process may
/// not leave.
struct MachineMemory {
  std::int64_t totalBytes = 0;
  std::int64_t availableBytes = 0;  ///< what can still be taken before the system must swap
};
/// @param root where proc and sys are; a test has its own. Members are 0 where not known
MachineMemory machineMemory(const std::filesystem::path& root = "/");

/// Hands memory that was freed back to the system: small pieces stay with the allocator otherwise.
/// Call it from a worker, where much was freed. Cost: some 0.1 s for a GB in small pieces.
void giveBackFreedMemory();

}  // namespace nblast
