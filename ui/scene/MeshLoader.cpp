// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/MeshLoader.hpp"

#include "compute/base/Error.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/scene/surface/MeshFile.hpp"
#include "ui/scene/surface/MeshUnit.hpp"
#include "ui/sets/UnitDialog.hpp"
#include "ui/text/Text.hpp"
#include "ui/workspace/FileFingerprint.hpp"
#include "ui/workspace/OpenFiles.hpp"
#include "ui/workspace/Settings.hpp"

#include <QFileDialog>
#include <QFileInfo>
#include <vtkPolyData.h>

namespace {

/// Units that surfaces come in, and those of the neurons in the window.
std::vector<nblast::LengthUnit> candidatesFor(const NeuronSets& sets) {
  std::vector<nblast::LengthUnit> units{{1.0, "um"}, *nblast::parseLengthUnit("nm")};
  for (int i = 0; i < sets.count(); ++i) {
    if (sets.at(i).unit) units.push_back(*sets.at(i).unit);
  }
  return units;
}

}  // namespace

MeshLoader::MeshLoader(Workspace* workspace, SceneWidget* scene, Settings* settings,
                       QWidget* parent)
    : QObject(parent), workspace_(workspace), scene_(scene), settings_(settings), window_(parent) {
  // Queued: what is loaded may lead to a question, and the loading must have ended by then.
  connect(workspace_, &Workspace::loadingEnded, this, &MeshLoader::loadWaiting,
          Qt::QueuedConnection);
  for (auto signal : {&NeuronSets::changed, &NeuronSets::removed}) {
    connect(
        workspace_->sets(), signal, this, [this] { loadWaiting(); }, Qt::QueuedConnection);
  }
}

void MeshLoader::choose() {
  const QString path = QFileDialog::getOpenFileName(
      window_, tr("Brain mesh"), settings_->folder(QStringLiteral("mesh")), meshFilter());
  if (path.isEmpty()) return;
  settings_->rememberFolderOf(QStringLiteral("mesh"), path);
  load(path);
}

void MeshLoader::load(const QString& path) {
  waiting_.append({path, false});
  loadWaiting();
}

void MeshLoader::offer(const QString& path) {
  if (path.isEmpty() || scene_->hasMesh()) return;
  waiting_.append({path, true});
  loadWaiting();
}

/// A set whose unit is still to be chosen says nothing about the surface's.
QString MeshLoader::setInDoubt() const {
  const auto* sets = workspace_->sets();
  for (int i = 0; i < sets->count(); ++i) {
    if (!sets->at(i).unit) return sets->at(i).title;
  }
  return {};
}

void MeshLoader::loadWaiting() {
  if (isBusy_ || workspace_->isLoading()) return;
  const QString doubtful = setInDoubt();
  if (!doubtful.isEmpty() && workspace_->mayAsk()) {
    for (const Mesh& mesh : std::as_const(waiting_)) {
      if (mesh.offered) continue;
      workspace_->tell({MessageKind::Note, tr("%1 will be shown when the unit of %2 is chosen.")
                                               .arg(QFileInfo(mesh.path).fileName(), doubtful)});
    }
    return;
  }
  if (waiting_.isEmpty()) return;
  isBusy_ = true;
  const Mesh mesh = waiting_.takeFirst();
  const auto read = [path = mesh.path](nblast::JobControl& control) {
    return readMeshFile(path, 1.0, control);
  };
  task_.start(read, [this, mesh](const TaskOutcome<Surface>& outcome) {
    arrived(mesh, outcome);
    isBusy_ = false;
    loadWaiting();
  });
}

void MeshLoader::arrived(const Mesh& mesh, const TaskOutcome<Surface>& outcome) {
  if (mesh.offered && scene_->hasMesh()) return;
  if (outcome.end == TaskEnd::Finished) return show(mesh, **outcome.result);
  if (outcome.end == TaskEnd::Cancelled) return;
  workspace_->tell({mesh.offered ? MessageKind::Warning : MessageKind::Error, outcome.failure});
}

/// @param surface in its own unit; is scaled
void MeshLoader::show(const Mesh& mesh, vtkPolyData& surface) {
  double bounds[6];
  surface.GetBounds(bounds);
  nblast::Box box;
  box.add(bounds[0], bounds[2], bounds[4]);
  box.add(bounds[1], bounds[3], bounds[5]);
  const auto& sets = *workspace_->sets();
  const nblast::Box neurons = boxOfNeurons(sets);
  auto unit = meshUnit(box, neurons, candidatesFor(sets));
  if (const auto known = settings_->unitOf(fingerprintOf(mesh.path))) unit = known->units.unit;
  if (!unit && mesh.offered) return;
  if (!unit && !workspace_->mayAsk()) unit = nblast::LengthUnit{};
  if (!unit) {
    const QString name = QFileInfo(mesh.path).fileName();
    QString found =
        tr("the surface is %1 units long").arg(formatCount(qRound64(box.longestSide())));
    if (!neurons.empty) {
      found +=
          tr(", the neurons reach over %1 µm").arg(formatCount(qRound64(neurons.longestSide())));
    }
    UnitDialog dialog(name, found, tr("In which unit are the surface's coordinates?"), {}, window_);
    if (dialog.exec() != QDialog::Accepted) return;
    unit = dialog.unit();
    settings_->rememberUnit(fingerprintOf(mesh.path), {*unit});
  }
  try {
    scaleMesh(surface, mesh.path, unit->umPerUnit);
    scene_->showMesh(&surface);
  } catch (const nblast::Error&) {  // the next surface is read all the same
    workspace_->tell({MessageKind::Error, failureSentence(std::current_exception())});
  }
}
