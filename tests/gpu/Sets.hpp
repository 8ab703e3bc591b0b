// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Dotprops.hpp"

#include <filesystem>
#include <vector>

namespace nblast::gpu {

/// Brain-like neurons (compute/sample), on all threads. @param indices below `of`
std::vector<Dotprops> sampleNeurons(std::int64_t first, std::int64_t count, std::int64_t of);

/// What is hard on a kernel: one point, one more than a chunk or a tile holds, points that
/// coincide, ties on a grid, one neuron twice, far away, huge.
std::vector<Dotprops> awkwardNeurons();

/// A file, folder or archive as `nblast run` reads it. @throws InputError
std::vector<Dotprops> readSet(const std::filesystem::path& path);

/// At most so many, spread over the set: neighbours in it are of one cell type.
std::vector<Dotprops> spreadOver(const std::vector<Dotprops>& neurons, std::int64_t count);

std::int64_t pointCount(const std::vector<Dotprops>& neurons);

}  // namespace nblast::gpu
