#pragma once
#include "compute/job/Runner.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// What `nblast plan` says: lines for people, and the object of `--progress json`.
std::string planText(const nblast::Plan& plan);
nlohmann::json planJson(const nblast::Plan& plan);
