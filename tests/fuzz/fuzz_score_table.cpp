// SPDX-License-Identifier: BSD-3-Clause
#include "compute/io/ReadScoreTable.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/scoring/ScoringJson.hpp"
#include "tests/fuzz/Fuzz.hpp"

namespace {

/// The table as it stands in a score file.
void readBack(const nblast::ScoringOptions& options) {
  const std::string json = nblast::scoringToJson(options);
  fuzz::require(nblast::scoringToJson(nblast::scoringFromJson(json, "s.h5")) == json);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes = fuzz::textOf(data, size);
  fuzz::read([&] {
    nblast::ScoringOptions options;
    options.table = nblast::parseScoreTable(bytes, "t.csv").table;
    const nblast::PointScorer scorer(options);
    readBack(options);
  });
  fuzz::read([&] { readBack(nblast::scoringFromJson(std::string(bytes), "s.h5")); });
  return 0;
}
