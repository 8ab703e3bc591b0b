// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Dotprops.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/neuron/PreparedSet.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// Reads the neurons and expected scores of the shared folder, by means of the tests' own, so that
/// a fault of the program's readers cannot hide a fault of the scores.
namespace reference {

/// The shared folder. Empty if it is absent: skip the test then.
std::filesystem::path sharedFolder();

struct Matrix {
  std::vector<std::string> rows;     ///< queries
  std::vector<std::string> columns;  ///< targets
  std::vector<double> values;        ///< [rows, columns], row-major

  double at(std::size_t row, std::size_t column) const {
    return values[row * columns.size() + column];
  }
};

/// expected/NAME.csv
Matrix expected(const std::string& name);

/// Dotprops as given, keys without the ending, in the order of their file names.
std::vector<nblast::Neuron> readDotpropsFolder(const std::filesystem::path& folder);
std::vector<nblast::Neuron> readDotpropsZip(const std::filesystem::path& zip);
/// Plain SWC files whose parents come before their children.
std::vector<nblast::Neuron> readSwcFolder(const std::filesystem::path& folder);

/// Prepares them all; throws if one is left out.
nblast::PreparedSet prepare(std::vector<nblast::Neuron> neurons,
                            const nblast::DotpropsOptions& options = {});

/// How far scores are from the expected ones.
struct Differences {
  double worst = 0;
  double p999 = 0;  ///< 99.9 % are at most this far off
  double p99 = 0;
};
Differences compare(const std::vector<double>& scores, const std::vector<double>& expectedScores);

}  // namespace reference
