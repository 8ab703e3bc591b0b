// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

/// While it lives, this process gets no more memory than so much beyond what it has.
class MemoryLimit {
 public:
  explicit MemoryLimit(rlim_t moreBytes) {
    getrlimit(RLIMIT_AS, &before_);
    rlim_t pages = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
      if (std::fscanf(file, "%lu", &pages) != 1) pages = 0;
      std::fclose(file);
    }
    const rlimit limit{pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + moreBytes,
                       before_.rlim_max};
    setrlimit(RLIMIT_AS, &limit);
  }
  ~MemoryLimit() { setrlimit(RLIMIT_AS, &before_); }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

 private:
  rlimit before_{};
};
