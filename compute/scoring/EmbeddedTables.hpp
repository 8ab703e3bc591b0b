// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string_view>
#include <vector>

namespace nblast {

/// The files of resources/score-tables as JSON text, compiled in at build time.
const std::vector<std::string_view>& embeddedScoreTables();

}  // namespace nblast
