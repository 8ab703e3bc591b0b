// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"
#include "compute/job/Runner.hpp"
#include "ui/models/NeuronsInScoreFile.hpp"
#include "ui/models/OpenSet.hpp"

#include <QObject>
#include <QString>

#include <filesystem>
#include <memory>
#include <vector>

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
                   NeuronsInScoreFile::Axis axis);
  void remove(int id);

  int count() const { return static_cast<int>(entries_.size()); }
  const OpenSet& at(int position) const { return *entries_.at(static_cast<std::size_t>(position)); }
  const OpenSet* find(int id) const;  ///< null: there is none (any more)
  int positionOf(int id) const;       ///< -1: there is none (any more)

  // An unknown id changes nothing. Signals are sent for real changes only.
  void setTitle(int id, const QString& title);
  /// Loaded sets only. The unit is for the neurons whose files state none; where each file states
  /// one, or forAll, for all. Choosing what is there already confirms it. @param chooser who
  /// chose it, for unitReason; empty: "chosen by you"
  void setUnit(int id, const nblast::LengthUnit& unit, bool forAll = false,
               const QString& chooser = {});
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
  int add(std::unique_ptr<OpenSet> entry, bool shown);
  OpenSet* findMutable(int id);

  std::vector<std::unique_ptr<OpenSet>> entries_;
  mutable std::weak_ptr<nblast::PreparedCache> prepared_;  ///< goes with the last who needs it
  int lastId_ = 0;
};
