// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/LengthUnit.hpp"
#include "compute/neuron/Neuron.hpp"
#include "ui/models/NeuronList.hpp"
#include "ui/text/SharedEnds.hpp"

#include <QString>
#include <QStringList>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

/// One set of neurons in the window, and what the user chose for it. Changed through NeuronSets
/// only.
struct OpenSet {
  int id = 0;  ///< from 1, never given twice
  QString title;
  std::vector<std::filesystem::path> paths;  ///< what was opened
  std::shared_ptr<const NeuronList> neurons;
  SharedEnds sharedEnds;  ///< of the neurons' names
  /// Null: the set lives in a score file and cannot be scored again.
  std::shared_ptr<const nblast::NeuronSet> loaded;
  /// Of the neurons whose files state none, or of all (see statedFirst). Nothing: in doubt, the
  /// user must say before a job.
  std::optional<nblast::LengthUnit> unit;
  bool statedFirst = false;    ///< neurons whose files state a unit keep that
  bool unitConfirmed = false;  ///< the user chose or confirmed it, or the odd size
  QString unitReason;        ///< what the files say, and before it who chose: "chosen by you; …"
  double medianSize_um = 0;  ///< of the neurons; 0: not known
  qint64 tooLarge = 0;       ///< neurons larger than any: perhaps in another unit
  bool sizeConfirmed = false;  ///< the user says that so odd a size is right
  quint32 colour = 0;          ///< 0xFFRRGGBB (a QRgb; this library does without Qt Gui)
  std::vector<bool> visible;   ///< per neuron: shown in 3D
  qint64 visibleCount = 0;
  std::vector<nblast::LeftOut> leftOut;
  qint64 passedOverFiles = 0;
  QStringList warnings;  ///< of the set: unit in doubt, neurons left out, files passed over

  qint64 count() const { return neurons->count(); }
  /// No neuron is so large or so small: the unit is probably wrong, and the user has not answered.
  bool isSizeInQuestion() const;
};

/// As a job says it; µm where it is in doubt.
nblast::UnitChoice unitsOf(const OpenSet& set);
/// "µm", "as stated, else nm", "in doubt".
QString unitsInWords(const OpenSet& set);
