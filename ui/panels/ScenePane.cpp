#include "ui/panels/ScenePane.hpp"

#include "ui/panels/SceneComposer.hpp"
#include "ui/scene/SceneWidget.hpp"

#include <QLabel>
#include <QVBoxLayout>

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
          [this](const QVector<SceneNeuron>& neurons, const QString& note) {
            scene_->setNeurons(neurons);
            note_->setText(note);
            note_->setVisible(!note.isEmpty());
          });
  connect(scene_, &SceneWidget::neuronClicked, composer_, &SceneComposer::clicked);
}

bool ScenePane::isFullyDrawn() const {
  return composer_->isUpToDate() && (!scene_->isAvailable() || scene_->isFullyDrawn());
}
