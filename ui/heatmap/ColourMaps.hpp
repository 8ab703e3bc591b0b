// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QStringList>

#include <array>
#include <cstdint>

/// The compiled-in colour maps: 256 colours 0xrrggbb, lowest first.
using ColourMapTable = std::array<std::uint32_t, 256>;

/// The figures of resources/colour-maps by name; null for another name.
const ColourMapTable* listedColourMap(const QString& name);
QStringList listedColourMapNames();
