// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Dotprops.hpp"
#include "compute/neuron/Neuron.hpp"
#include "compute/neuron/SetLinks.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace nblast {

/// Who a row or column is.
struct NeuronLabel {
  std::string key;
  std::string source;
  /// Fingerprint of points, tangents and alphas: 32 hexadecimal digits.
  std::string hash;
};

/// A set ready to be scored. labels, dotprops and links have the same length and order.
struct PreparedSet {
  std::vector<NeuronLabel> labels;
  std::vector<Dotprops> dotprops;
  SetLinks links;
  /// From reading, then from preparing.
  std::vector<LeftOut> leftOut;

  std::int64_t size() const { return static_cast<std::int64_t>(dotprops.size()); }
  std::int64_t pointCount() const;
};

}  // namespace nblast
