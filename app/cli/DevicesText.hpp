// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/CudaStatus.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// What `nblast devices` says of a machine: lines for people, and the document of --json.
std::string devicesText(const nblast::CudaStatus& cuda, int threads);
nlohmann::json devicesJson(const nblast::CudaStatus& cuda, int threads);
