// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/OverlapNote.hpp"

#include "compute/neuron/Plausibility.hpp"
#include "ui/text/Format.hpp"

OverlapNote::OverlapNote(QWidget* parent) : FieldNote("overlapNote", parent) {}

void OverlapNote::check(const nblast::LoadedInputs& inputs, const nblast::JobSpec& spec) {
  const bool same = queries_.lock() == inputs.queries && targets_.lock() == inputs.targets &&
                    queryUnit_ == spec.queryUnit && targetUnit_ == spec.targetUnit;
  if (same) return;
  queries_ = inputs.queries;
  targets_ = inputs.targets;
  queryUnit_ = spec.queryUnit;
  targetUnit_ = spec.targetUnit;
  task_.drop();
  tell({});
  if (inputs.queries == nullptr || inputs.targets == nullptr || !spec.queryUnit || !spec.targetUnit)
    return;
  const auto look = [queries = inputs.queries, targets = inputs.targets,
                     queryUnits = *spec.queryUnit,
                     targetUnits = *spec.targetUnit](nblast::JobControl& control) {
    return nblast::overlapWarning(
        nblast::shareNearTargets(*queries, queryUnits, *targets, targetUnits, control));
  };
  task_.start(look, [this](const TaskOutcome<std::string>& outcome) {
    if (outcome.result) tellProblem(toQString(*outcome.result));
  });
}
