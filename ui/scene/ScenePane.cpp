// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/ScenePane.hpp"

#include "ui/scene/SceneComposer.hpp"
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
  connect(composer_, &SceneComposer::composed, this,
          [this](const QVector<SceneNeuron>&, const QString& note) { show(note); });
  connect(scene_, &SceneWidget::neuronClicked, composer_, &SceneComposer::clicked);
  connect(scene_, &SceneWidget::backgroundClicked, composer_, &SceneComposer::backgroundClicked);
}

void ScenePane::show(const QString& note) {
  scene_->setDrawing(composer_->drawing());
  SceneChange change;
  change.before = std::exchange(subject_, composer_->subject());
  change.now = subject_;
  change.newQuery = std::exchange(pair_, composer_->pair()) != composer_->pair();
  change.hasMesh = scene_->hasMesh();
  change.cameraMoved = scene_->isCameraMoved();
  change.sight = scene_->sight();
  if (mustFrame(change)) scene_->resetCamera();
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

bool ScenePane::isFullyDrawn() const {
  return composer_->isUpToDate() && (!scene_->isAvailable() || scene_->isFullyDrawn());
}
