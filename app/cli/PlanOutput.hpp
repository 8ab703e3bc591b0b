// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/plan/Plan.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// What `nblast plan` prints: lines for people, and the object of --json, which is also the first
/// line of `nblast run --progress json`. kept_pairs and scored_pairs, which are upper bounds, are
/// null unless only the good pairs are kept.
std::string planLines(const nblast::Plan& plan);
nlohmann::json planJson(const nblast::Plan& plan);
