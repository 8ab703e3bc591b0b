// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Runner.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// What `nblast plan` says: lines for people, and the object of --json, which is also the first
/// line of `nblast run --progress json`. kept_pairs and scored_pairs, at most about so many, are
/// null unless only the good pairs are kept.
std::string planText(const nblast::Plan& plan);
nlohmann::json planJson(const nblast::Plan& plan);
