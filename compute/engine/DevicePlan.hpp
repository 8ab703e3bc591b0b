// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>

namespace nblast {

/// What a job will take of one device's memory, and how it is cut. Made before the first launch;
/// the program never takes more.
struct DevicePlan {
  int index = 0;
  std::string name;
  std::int64_t freeBytes = 0;  ///< when the plan was made
  std::int64_t queryBytes = 0, targetBytes = 0, candidateBytes = 0, scoreBytes = 0;
  std::int64_t blockTargets = 0;  ///< targets of a block; a failed allocation halves them
  std::int64_t blocks = 0;        ///< if this device did them all
  std::int64_t queryParts = 1;    ///< more than one: the queries do not fit at once
  std::int64_t hostBytes = 0;     ///< of this machine's memory, for copies to and from the device

  std::int64_t bytes() const { return queryBytes + targetBytes + candidateBytes + scoreBytes; }
};
/// As `nblast plan --json` and the score file name it.
nlohmann::json toJson(const DevicePlan& plan);

}  // namespace nblast
