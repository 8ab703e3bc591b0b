// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/Palette.hpp"

#include <array>

namespace {
// The palette's orange is the query's; what is near it is left out.
constexpr std::array<quint32, 8> kColours{0xFF56B4E9, 0xFF2BB58A, 0xFFCC79A7, 0xFFF0E442,
                                          0xFF8F7BE8, 0xFF9FD356, 0xFF3FD0D4, 0xFFD0D0D0};
}  // namespace

quint32 paletteColour(qsizetype i) {
  return kColours[static_cast<std::size_t>(i) % kColours.size()];
}

quint32 queryColour() {
  return 0xFFFF9D1C;
}
