#pragma once
#include "ui/jobs/BackgroundTask.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/panels/FieldNote.hpp"

/// Says when queries and targets hardly overlap in space, before a job is run on them. Looks at all
/// points in the background.
class OverlapNote : public FieldNote {
  Q_OBJECT
 public:
  explicit OverlapNote(QWidget* parent = nullptr);

  /// @param inputs without targets nothing is said, and with a unit in doubt neither
  void check(const nblast::LoadedInputs& inputs, const nblast::JobSpec& spec);
  bool isChecking() const { return task_.isRunning(); }

 private:
  BackgroundTask task_;
};
