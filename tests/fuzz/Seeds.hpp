// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace fuzz {

/// Inputs for one reader, valid ones and awkward ones, small: what a fuzzer begins with.
/// @param reader "swc", "job-json": see tests/fuzz/README.md. @return none for an unknown reader
std::vector<std::string> seedsFor(std::string_view reader);

}  // namespace fuzz
