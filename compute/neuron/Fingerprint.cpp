// SPDX-License-Identifier: BSD-3-Clause
#include "compute/neuron/Fingerprint.hpp"

#include <fmt/format.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <memory>

namespace nblast {

namespace {
template <class T>
void update(XXH3_state_t* state, const std::vector<T>& values) {
  XXH3_128bits_update(state, values.data(), values.size() * sizeof(T));
}
}  // namespace

std::string fingerprint(const Dotprops& dotprops) {
  static_assert(sizeof(Vec3f) == 3 * sizeof(float));
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                       XXH3_freeState);
  XXH3_128bits_reset(state.get());
  update(state.get(), dotprops.points_um);
  update(state.get(), dotprops.tangents);
  update(state.get(), dotprops.alphas);
  const auto hash = XXH3_128bits_digest(state.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace nblast
