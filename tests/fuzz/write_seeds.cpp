// SPDX-License-Identifier: BSD-3-Clause
// write_seeds READER FOLDER: writes the seeds of one reader into a folder that is there.
#include "tests/fuzz/Seeds.hpp"

#include <cstdio>
#include <fstream>

int main(int argc, char** argv) {
  const auto seeds = argc == 3 ? fuzz::seedsFor(argv[1]) : std::vector<std::string>();
  if (seeds.empty()) {
    std::fprintf(stderr, "write_seeds READER FOLDER: the readers are in tests/fuzz/README.md\n");
    return 2;
  }
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream file(std::string(argv[2]) + "/seed-" + std::to_string(i), std::ios::binary);
    file << seeds[i];
    if (!file.flush()) {
      std::fprintf(stderr, "write_seeds: %s cannot be written to\n", argv[2]);
      return 1;
    }
  }
  return 0;
}
