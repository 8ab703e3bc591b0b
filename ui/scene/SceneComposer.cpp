// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/SceneComposer.hpp"

#include <algorithm>
#include <utility>

SceneComposer::SceneComposer(Workspace* workspace, QObject* parent)
    : QObject(parent), workspace_(workspace) {
  soon_.setSingleShot(true);
  soon_.setInterval(0);
  connect(&soon_, &QTimer::timeout, this, &SceneComposer::compose);
  watch();
  soon_.start();
}

void SceneComposer::watch() {
  const auto later = [this] { soon_.start(); };
  connect(workspace_->selection(), &Selection::changed, this, later);
  connect(workspace_, &Workspace::resultChanged, this, later);
  connect(workspace_, &Workspace::directionChanged, this, later);
  connect(workspace_, &Workspace::columnsChanged, this, &SceneComposer::scoresArrived);
  connect(workspace_, &Workspace::pickedChanged, this, later);
  auto* sets = workspace_->sets();
  connect(sets, &NeuronSets::added, this, later);
  connect(sets, &NeuronSets::removed, this, later);
  connect(sets, &NeuronSets::removed, this, [this] { lostSet_ = true; });
  connect(sets, &NeuronSets::changed, this, later);
  connect(sets, &NeuronSets::visibilityChanged, this, later);
}

void SceneComposer::scoresArrived(qint64 firstTarget, qint64 targets) {
  const auto& shown = workspace_->selection()->targets();
  const bool concerned = std::any_of(shown.begin(), shown.end(), [=](qint64 target) {
    return target >= firstTarget && target < firstTarget + targets;
  });
  if (concerned) soon_.start();
}

void SceneComposer::compose() {
  const SceneRequest request = sceneRequest(*workspace_);
  const auto work = [request, last = cast_](nblast::JobControl& control) mutable {
    const SceneCast before = std::exchange(last, {});  // let go of here
    return readCast(request, before, control);
  };
  task_.start(work, [this, result = request.result, query = request.query](const auto& outcome) {
    if (outcome.end == TaskEnd::Failed) workspace_->tell({MessageKind::Error, outcome.failure});
    if (outcome.end != TaskEnd::Finished) return;
    // What it was may be the last to hold the neurons of a set that is gone.
    auto old = std::make_shared<const SceneCast>(std::exchange(cast_, *outcome.result));
    if (lostSet_) workspace_->letGo(std::move(old));
    lostSet_ = lostSet_ && soon_.isActive();
    if (result == nullptr) {
      pair_ = 0;
    } else if (pair_ == 0 || pairResult_.lock() != result || pairQuery_ != query) {
      pair_ = ++pairs_;
    }
    pairResult_ = result;
    pairQuery_ = query;
    if (!cast_.failure.isEmpty()) workspace_->tell({MessageKind::Error, cast_.failure});
    Q_EMIT composed(cast_.neurons, cast_.note);
  });
}

void SceneComposer::clicked(quint64 id, Qt::KeyboardModifiers modifiers) {
  if (id >= static_cast<quint64>(cast_.roles.size())) return;
  const SceneCast::Role role = cast_.roles[static_cast<qsizetype>(id)];
  const bool toggles = (modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
  if (role.part == SceneCast::Part::Target) matchClicked(role.target, toggles);
  if (role.part == SceneCast::Part::Neuron) neuronClicked(role.ref, toggles);
}

void SceneComposer::backgroundClicked(Qt::KeyboardModifiers modifiers) {
  if (modifiers == Qt::NoModifier) workspace_->clearSelection();
}

void SceneComposer::matchClicked(qint64 target, bool toggles) {
  auto* selection = workspace_->selection();
  QVector<qint64> targets = selection->targets();
  targets.removeOne(target);
  if (!toggles) targets.append(target);
  selection->setTargets(targets);
}

void SceneComposer::neuronClicked(const NeuronRef& ref, bool toggles) {
  auto* selection = workspace_->selection();
  const qint64 column = workspace_->columnOf(ref);
  const qint64 row = workspace_->rowOf(ref);
  if (selection->query() >= 0 && column >= 0) return selection->toggleTarget(column);
  if (selection->query() < 0 && row >= 0) return selection->selectQuery(row);
  QVector<NeuronRef> picked = workspace_->picked();
  const bool was = picked.removeOne(ref);
  if (!toggles) {
    picked = {ref};
  } else if (!was) {
    picked.append(ref);
  }
  workspace_->setPicked(picked);
}
