// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/widgets/FieldNote.hpp"

#include <memory>
#include <optional>

/// Says when queries and targets hardly overlap in space, before a job is run on them. Looks at all
/// points in the background.
class OverlapNote : public FieldNote {
  Q_OBJECT
 public:
  explicit OverlapNote(QWidget* parent = nullptr);

  /// Does not wait. Nothing is looked at again where sets and units are those of the last call.
  /// @param inputs without targets nothing is said, and with a unit in doubt neither
  void check(const nblast::LoadedInputs& inputs, const nblast::JobSpec& spec);
  bool isChecking() const { return task_.isRunning(); }

 private:
  std::weak_ptr<const nblast::NeuronSet> queries_, targets_;  ///< of the last call
  std::optional<nblast::UnitChoice> queryUnit_, targetUnit_;
  BackgroundTask task_;
};
