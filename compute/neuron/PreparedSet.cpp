// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/PreparedSet.hpp"

namespace nblast {

std::int64_t PreparedSet::pointCount() const {
  std::int64_t count = 0;
  for (const auto& neuron : dotprops)
    count += neuron.size();
  return count;
}

}  // namespace nblast
