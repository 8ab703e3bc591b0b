// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/ArchiveFuzz.hpp"

#include "compute/io/Collect.hpp"
#include "compute/io/Keys.hpp"
#include "tests/fuzz/Fuzz.hpp"

#include <sys/mman.h>
#include <tbb/global_control.h>
#include <unistd.h>

#include <string>
#include <vector>

namespace fuzz {

namespace {

/// A file without a name, in memory, that each input replaces.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("fuzz", MFD_CLOEXEC)) { require(descriptor_ >= 0); }
  ~MemoryFile() { close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  void fill(const std::uint8_t* data, std::size_t size) const {
    require(ftruncate(descriptor_, 0) == 0);
    require(pwrite(descriptor_, data, size, 0) == static_cast<ssize_t>(size));
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

}  // namespace

void readArchive(const std::uint8_t* data, std::size_t size, const char* ending) {
  using namespace nblast;
  static const MemoryFile kFile;
  // One thread: what an input does must not depend on when others run.
  static const tbb::global_control kOneThread(tbb::global_control::max_allowed_parallelism, 1);
  kFile.fill(data, size);
  const std::string name = std::string("s") + ending;
  const FoundFile found{kFile.path(), {name, "", name}, FileKind::Archive, true};
  MemoryBudget budget(kMemoryBytes);
  JobControl control;
  control.begin(Phase::Load, 0);
  read([&] {
    const Collected collected = collect({found}, budget, control);
    std::vector<FileName> names;
    for (const Outcome& outcome : collected.outcomes) {
      require(outcome.neuron.points.empty() == !outcome.reason.empty());
      if (outcome.reason.empty()) requireSound(outcome.neuron);
      names.push_back(outcome.name);
    }
    require(assignKeys(names).size() == names.size());
    const Progress progress = control.progress();
    // Tables of something else are done, too, but give nothing.
    require(progress.done == progress.total && progress.total >= names.size());
  });
  require(budget.used() <= kMemoryBytes);
}

}  // namespace fuzz
