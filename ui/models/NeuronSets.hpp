// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"
#include "compute/job/Runner.hpp"
#include "ui/models/NeuronProvider.hpp"
#include "ui/models/SharedEnds.hpp"

#include <QObject>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

/// One set of neurons in the window, and what the user chose for it. Changed through NeuronSets
/// only.
struct NeuronSetEntry {
  int id = 0;  ///< from 1, never given twice
  QString title;
  std::vector<std::filesystem::path> paths;  ///< what was opened
  std::shared_ptr<const NeuronProvider> neurons;
  SharedEnds sharedEnds;  ///< of the neurons' names
  std::shared_ptr<const nblast::NeuronSet>
      loaded;  ///< null: the set lives in a score file and cannot be scored again
  /// Of the neurons whose files state none, or of all (see statedFirst). Nothing: in doubt, the
  /// user must say before a job.
  std::optional<nblast::LengthUnit> unit;
  bool statedFirst = false;    ///< neurons whose files state a unit keep that
  bool unitConfirmed = false;  ///< the user chose or confirmed it, or the odd size
  QString unitGround;        ///< what the files say, and before it who chose: "chosen by you; …"
  double medianSize_um = 0;  ///< of the neurons; 0: not known
  qint64 tooLarge = 0;       ///< neurons larger than any: perhaps in another unit
  bool sizeConfirmed = false;  ///< the user says that so odd a size is right
  quint32 colour = 0;          ///< 0xFFRRGGBB (a QRgb; this library does without Qt Gui)
  std::vector<bool> visible;   ///< one a neuron: shown in 3D
  qint64 visibleCount = 0;
  std::vector<nblast::LeftOut> leftOut;
  qint64 passedOverFiles = 0;
  QStringList warnings;  ///< of the set: unit in doubt, neurons left out, files passed over

  qint64 count() const { return neurons->count(); }
  /// No neuron is so large or so small: the unit is probably wrong, and the user has not answered.
  bool isSizeInQuestion() const;
};

/// As a job says it; µm where it is in doubt.
nblast::UnitChoice unitsOf(const NeuronSetEntry& set);
/// "µm", "as stated, else nm", "in doubt".
QString unitsInWords(const NeuronSetEntry& set);

/// Owner of all neuron sets in the window. UI thread only.
class NeuronSets : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  /// All of it is shown: the scene takes as many as can be made out.
  /// @param set not null @return the new set's id
  int addLoaded(const QString& title, std::vector<std::filesystem::path> paths,
                std::shared_ptr<const nblast::NeuronSet> set);
  /// Hidden: a result shows what is selected in it; the rest would only hide that.
  int addScoreFile(const QString& title, std::shared_ptr<const nblast::ScoreFile> file,
                   ScoreFileNeurons::Axis axis);
  void remove(int id);

  int count() const { return static_cast<int>(entries_.size()); }
  const NeuronSetEntry& at(int position) const {
    return *entries_.at(static_cast<std::size_t>(position));
  }
  const NeuronSetEntry* find(int id) const;  ///< null: there is none (any more)
  int positionOf(int id) const;              ///< -1 likewise

  // An unknown id changes nothing. Only real changes are told.
  void setTitle(int id, const QString& title);
  /// Loaded sets only. The unit is for the neurons whose files state none; where each file states
  /// one, or forAll, for all. Choosing what is there already confirms it. @param chooser for
  /// unitGround
  void setUnit(int id, const nblast::LengthUnit& unit, bool forAll = false,
               const QString& chooser = QStringLiteral("chosen by you"));
  void confirmSize(int id);  ///< of the present unit
  void setColour(int id, quint32 argb);
  void setVisible(int id, bool visible);  ///< all neurons of the set
  void setNeuronVisible(int id, qint64 neuron, bool visible);

  /// Why the set cannot be scored, as a sentence; empty if it can.
  QString whyNotScorable(int id) const;
  /// What is asked about the size, as a sentence; empty where nothing is.
  QString sizeQuestion(int id) const;
  /// Fills in the neurons' part of a job (paths and units) from two sets; targetId 0 or the same as
  /// queryId: all-by-all. Both must be scorable. @return the sets themselves, shared, and a place
  /// for what is prepared of them: the same one for all who hold such inputs
  nblast::LoadedInputs inputsFor(int queryId, int targetId, nblast::JobSpec* spec) const;

 Q_SIGNALS:
  void aboutToBeAdded(int position);
  void added(int id);
  void aboutToBeRemoved(int id);
  void removed(int id);
  void changed(int id);  ///< title, unit (and so the geometry) or colour
  void visibilityChanged(int id, qint64 firstNeuron, qint64 neurons);

 private:
  int add(std::unique_ptr<NeuronSetEntry> entry, bool shown);
  NeuronSetEntry* findMutable(int id);

  std::vector<std::unique_ptr<NeuronSetEntry>> entries_;
  mutable std::weak_ptr<nblast::PreparedCache> prepared_;  ///< goes with the last who needs it
  int lastId_ = 0;
};
