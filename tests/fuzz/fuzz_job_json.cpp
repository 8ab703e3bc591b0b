// SPDX-License-Identifier: BSD-3-Clause
#include "compute/job/JobSpec.hpp"
#include "tests/fuzz/Fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::read([&] {
    const auto spec = nblast::jobSpecFromJson(std::string(fuzz::textOf(data, size)), "job.json");
    // What was read is written as it was meant.
    const std::string json = nblast::toJson(spec);
    fuzz::require(nblast::toJson(nblast::jobSpecFromJson(json, "again.json")) == json);
    nblast::checkOptions(spec);
    nblast::engineChoice(spec);
  });
  return 0;
}
