// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"

#include <QString>

/// What is known of a score that a sparse file does not keep: "below 0.2", "not among the 10
/// best", or both. Empty for the limits of a dense file, which keeps every score.
QString formatLimits(const nblast::SparseLimits& limits);

/// A score of a file: four decimals; "not computed yet"; or why it was not kept.
QString formatScore(double score, const nblast::ScoreFile& file);
