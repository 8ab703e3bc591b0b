// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"

#include <QString>
#include <QStringList>

/// Paths that were dropped, chosen or named on the command line, by what they are.
struct OpenFiles {
  /// Files of neurons, archives and folders: together they make one set.
  QStringList neurons;
  QStringList scoreFiles;
  QStringList meshes;
  /// A sentence for each path that cannot be opened here.
  QStringList problems;

  bool isEmpty() const { return neurons.isEmpty() && scoreFiles.isEmpty() && meshes.isEmpty(); }
};

OpenFiles sortPaths(const QStringList& paths);

/// The name a set of neurons gets from the paths it came from: "em_full.zip", "swc", "a.swc and 3
/// more".
QString nameOfPaths(const QStringList& paths);

/// A brain surface that lies beside or in the neurons' folder (neuropil.obj); empty if there is
/// none.
QString meshBeside(const QStringList& neuronPaths);

/// The files that a job's neurons were read from, where they are still there: queries, and targets
/// of their own. Looked for as the job named them, then beside the score file.
struct JobInputFiles {
  QStringList queries, targets;
};
JobInputFiles inputFilesOf(const nblast::ScoreFile& file);

/// Name filters of the open dialogs.
QString neuronFilter();
QString scoreFileFilter();
QString meshFilter();
