// SPDX-License-Identifier: BSD-3-Clause
// replay READER FOLDER: gives a driver its seeds, each also cut short and with bytes changed, and
// every file of a folder (inputs that were findings once). For any compiler: what continuous
// integration runs of the fuzzers.
#include "tests/compute/support/MemoryLimit.hpp"
#include "tests/fuzz/Fuzz.hpp"
#include "tests/fuzz/Seeds.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>

namespace {

void tryInput(const std::string& bytes) {
  // A copy of just this size, so that a sanitizer sees a step beyond its end.
  const auto copy = std::make_unique<std::uint8_t[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), copy.get());
  LLVMFuzzerTestOneInput(copy.get(), bytes.size());
}

void tryChanged(const std::string& seed) {
  constexpr int kTimes = 200;
  std::mt19937 random(1);
  const auto below = [&](std::size_t end) {
    return std::uniform_int_distribution<std::size_t>(0, end - 1)(random);
  };
  for (int i = 0; i < kTimes && !seed.empty(); ++i) {
    std::string changed = seed;
    const std::size_t bytes = 1 + below(3);
    for (std::size_t k = 0; k < bytes; ++k)
      changed[below(changed.size())] = static_cast<char>(below(256));
    tryInput(changed);
    tryInput(seed.substr(0, below(seed.size())));
    changed.insert(below(changed.size()), seed.substr(below(seed.size())));
    tryInput(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto seeds = fuzz::seedsFor(argv[1]);
  if (seeds.empty()) return 2;
  tryInput(seeds.front());  // threads and libraries take their share before it is limited
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // What asks for more than a reader may is a finding: the failed allocation ends the program.
  const MemoryLimit limit(256 << 20);
#endif
  std::string current;
  try {
    for (const std::string& seed : seeds) {
      current = "a seed";
      tryInput(seed);
      tryChanged(seed);
    }
    // Nothing was found in a reader that has no folder.
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(argv[2], none)) {
      current = entry.path().string();
      std::ifstream file(entry.path(), std::ios::binary);
      tryInput({std::istreambuf_iterator<char>(file), {}});
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "replay %s: %s: %s\n", argv[1], current.c_str(), error.what());
    return 1;
  }
  return 0;
}
