// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace nblast {

/// What one device has scored of a job.
struct DeviceShare {
  std::optional<int> index;  ///< as --gpus counts them; none: the CPU, which did what was left
  std::string name;
  std::int64_t pairs = 0;
};

/// Adds shares to those known already, device by device.
void addShares(std::vector<DeviceShare>& known, const std::vector<DeviceShare>& more);

/// As the score file and the command line hold them: "device" (or null), "name", "pairs".
nlohmann::json toJson(const DeviceShare& share);
/// "GPU 0 (NVIDIA A100) scored 51 % of the pairs, GPU 1 (NVIDIA A100) 49 %"; empty for none.
std::string sharesInWords(const std::vector<DeviceShare>& shares);

}  // namespace nblast
