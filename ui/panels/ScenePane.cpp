#include "ui/panels/ScenePane.hpp"

#include "ui/panels/SceneComposer.hpp"
#include "ui/scene/SceneWidget.hpp"

#include <QLabel>
#include <QVBoxLayout>

#include <utility>

ScenePane::ScenePane(Workspace* workspace, QWidget* parent)
    : QWidget(parent),
      scene_(new SceneWidget),
      composer_(new SceneComposer(workspace, this)),
      note_(new QLabel) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  note_->setContentsMargins(8, 4, 8, 4);
  note_->setWordWrap(true);
  note_->setObjectName(QStringLiteral("sceneNote"));
  note_->hide();
  layout->addWidget(scene_, 1);
  layout->addWidget(note_);
  connect(composer_, &SceneComposer::composed, this, &ScenePane::show);
  connect(scene_, &SceneWidget::neuronClicked, composer_, &SceneComposer::clicked);
}

void ScenePane::show(const QVector<SceneNeuron>& neurons, const QString& note) {
  scene_->setNeurons(neurons);
  frame(neurons);
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

/// The camera stays while matches of one query are compared, as long as they are in view; another
/// query, or a match elsewhere, is looked for. Inside a brain surface everything is in view.
void ScenePane::frame(const QVector<SceneNeuron>& neurons) {
  Box box;
  for (const SceneNeuron& neuron : neurons) {
    for (const auto& p : neuron.geometry->points_um)
      box.add(p.x, p.y, p.z);
  }
  const QString first = neurons.isEmpty() ? QString() : neurons.first().name;
  const bool sameQuery = first == std::exchange(firstShown_, first);
  if (box.empty || (sameQuery && framed_.contains(box)) || scene_->hasMesh()) return;
  framed_ = box;
  scene_->resetCamera();
}

bool ScenePane::isFullyDrawn() const {
  return composer_->isUpToDate() && (!scene_->isAvailable() || scene_->isFullyDrawn());
}
