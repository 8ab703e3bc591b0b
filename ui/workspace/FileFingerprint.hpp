// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/models/NeuronSets.hpp"

#include <QString>

/// By what a file is known again: path, size and time of its last change.
QString fingerprintOf(const QString& path);

/// By what a set's files are known again: each path as above, and of the neurons their names,
/// numbers of points and extents, which tell what changed in a folder. Cost: a look at every neuron
/// and every path.
QString fingerprintOf(const OpenSet& set);
