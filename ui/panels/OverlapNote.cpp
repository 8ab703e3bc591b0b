#include "ui/panels/OverlapNote.hpp"

#include "compute/neuron/Plausibility.hpp"
#include "ui/models/Format.hpp"

OverlapNote::OverlapNote(QWidget* parent) : FieldNote("overlapNote", parent) {}

void OverlapNote::check(const nblast::LoadedInputs& inputs, const nblast::JobSpec& spec) {
  task_.cancelAndDrop();
  tell({});
  if (inputs.queries == nullptr || inputs.targets == nullptr || !spec.queryUnit || !spec.targetUnit)
    return;
  const auto look = [inputs, queryUnits = *spec.queryUnit,
                     targetUnits = *spec.targetUnit](nblast::JobControl&) {
    return nblast::overlapWarning(
        nblast::shareNearTargets(*inputs.queries, queryUnits, *inputs.targets, targetUnits));
  };
  task_.start(look, [this](const TaskOutcome<std::string>& outcome) {
    if (outcome.result) tellProblem(toQString(*outcome.result));
  });
}
