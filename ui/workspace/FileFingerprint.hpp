// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/models/NeuronSets.hpp"

#include <QString>

/// What a file is recognised by: its path, its size and the time of its last change.
QString fingerprintOf(const QString& path);

/// What a set's files are recognised by: each path as above, and of the neurons their names,
/// numbers of points and extents, which show what changed in a folder. Cost: a look at every neuron
/// and every path.
QString fingerprintOf(const OpenSet& set);
