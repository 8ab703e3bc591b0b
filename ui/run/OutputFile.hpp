// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Runner.hpp"

#include <QString>

#include <optional>

/// Where a job's scores can go, checked before the job starts and said in the window's words.

/// A file name in a folder that does not exist yet: "em_full.nblast.h5", "em_full-2.nblast.h5".
/// Desktops know a score file by this ending.
QString freshScoreFile(const QString& folder, const QString& queries, const QString& targets);

/// Why scores cannot be written to this path; empty if they can. The job itself asks the same of
/// its output, and whether it is one of its inputs.
/// @param plan what the file will take is of it; nothing: not known yet
QString outputProblem(const QString& path, const std::optional<nblast::Plan>& plan);
