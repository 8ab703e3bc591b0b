// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/plan/Plan.hpp"

#include <string>
#include <vector>

namespace nblast {

/// What a plan says of one GPU, in words.
struct DevicePlanText {
  std::string device;   ///< "GPU 0: NVIDIA A100"
  std::string memory;   ///< "1.2 GB of 38 GB free"
  std::string details;  ///< what the memory is for, and how the job is cut; no full stop
};

/// A plan in words, as the command line and the window both show it.
struct PlanText {
  std::string pairs;         ///< "4,900 (70 queries × 70 targets)"
  std::string pointQueries;  ///< "1,234,567"
  std::string scored, kept;  ///< of a sparse job; else empty
  std::string file;          ///< "5.7 GB"; of a sparse job "at most about 12 MB"
  std::string memory;        ///< "1.2 GB of 12 GB free, queries in 3 parts"
  std::string blocks;        ///< of a dense job; else empty
  std::string engine;        ///< "cpu, 8 threads"
  std::string time;          ///< "about 2 min 10 s"; of a sparse job "at most 12 s"
  std::vector<DevicePlanText> devices;
};

PlanText planText(const Plan& plan);
DevicePlanText planText(const DevicePlan& plan);

}  // namespace nblast
