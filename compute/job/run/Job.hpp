// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Runner.hpp"
#include "compute/job/run/JobState.hpp"
#include "compute/job/run/PeakOfJob.hpp"

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace nblast {

/// One job from its inputs to its last block; runs inside an arena of as many threads as the job
/// asks for. One object serves one call of plan() or run(). What it throws, runJob() and planJob()
/// pass on or make an outcome of.
class Job {
 public:
  /// @param report filled as the job goes on; what is known stays there when run() throws
  Job(
      const JobSpec& spec, LoadedInputs loaded, JobControl& control, const JobEvents& events,
      JobReport& report, EngineMaker makeEngine = [](const EngineChoice& choice) {
        return nblast::makeEngine(choice);
      });

  Plan plan();
  void run();

 private:
  void load();
  void takeSelfHits(std::shared_ptr<PreparedSet>& set, bool isDivisor, std::string_view side,
                    std::vector<double>& selfHits);
  Plan makePlan();
  std::int64_t roomBytes() const;

  const PeakOfJob peak_;
  JobState state_;
  LoadedInputs loaded_;
  bool isReadHere_ = false;  ///< neurons were read by this job
};

}  // namespace nblast
