// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <nlohmann/json_fwd.hpp>

#include <string>

/// JSON that a score file holds, for printing: null where there is none or what is there is no
/// JSON, and without what is nested too deep to be printed. Files come from anywhere.
nlohmann::json storedJson(const std::string& text);
