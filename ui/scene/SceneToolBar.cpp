// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/SceneToolBar.hpp"

#include <QMenu>
#include <QToolButton>

SceneToolBar::SceneToolBar(QWidget* parent) : QToolBar(parent) {
  setToolButtonStyle(Qt::ToolButtonTextOnly);
  setMovable(false);
  setFloatable(false);
  QAction* reset = addAction(tr("Reset"));
  reset->setObjectName(QStringLiteral("sceneReset"));
  reset->setToolTip(tr("Show all neurons, seen from where you look now"));
  connect(reset, &QAction::triggered, this, &SceneToolBar::resetWanted);
  addSeparator();
  addView(this, SceneSide::Front, tr("Front"),
          tr("See it from the front (y points down: dorsal is up)"));
  addView(this, SceneSide::Left, tr("Left"), tr("See it from the side of low x"));
  addView(this, SceneSide::Top, tr("Top"), tr("See it from above (dorsal)"));
  addLookMenu();
  addSeparator();
  QAction* mesh = addAction(tr("Brain mesh…"));
  mesh->setObjectName(QStringLiteral("sceneMesh"));
  mesh->setToolTip(tr("Show a brain surface around the neurons (OBJ, PLY or STL file)"));
  connect(mesh, &QAction::triggered, this, &SceneToolBar::meshWanted);
  QAction* picture = addAction(tr("Save picture…"));
  picture->setObjectName(QStringLiteral("scenePicture"));
  picture->setToolTip(tr("Save the 3D view as a PNG file"));
  connect(picture, &QAction::triggered, this, &SceneToolBar::pictureWanted);
}

void SceneToolBar::addView(QWidget* to, SceneSide side, const QString& name, const QString& tip) {
  auto* action = new QAction(name, this);
  action->setObjectName(QStringLiteral("sceneView") + QString::number(static_cast<int>(side)));
  action->setToolTip(tip);
  connect(action, &QAction::triggered, this, [this, side] { Q_EMIT viewWanted(side); });
  to->addAction(action);
}

void SceneToolBar::addLookMenu() {
  auto* menu = new QMenu(this);
  menu->setToolTipsVisible(true);
  addView(menu, SceneSide::Back, tr("Back"), tr("See it from behind"));
  addView(menu, SceneSide::Right, tr("Right"), tr("See it from the side of high x"));
  addView(menu, SceneSide::Bottom, tr("Bottom"), tr("See it from below (ventral)"));
  menu->addSeparator();
  const auto addSwitch = [&](const char* name, const QString& text, const QString& tip, bool on) {
    QAction* action = menu->addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    action->setCheckable(true);
    action->setChecked(on);
    return action;
  };
  connect(addSwitch("sceneParallel", tr("Orthogonal projection"),
                    tr("Nothing gets smaller with distance: lengths can be compared"), true),
          &QAction::toggled, this, &SceneToolBar::parallelChanged);
  connect(addSwitch("sceneLight", tr("Light background"), tr("For figures"), false),
          &QAction::toggled, this, &SceneToolBar::lightBackgroundChanged);
  connect(addSwitch("sceneLegend", tr("Legend"), tr("Names and colours of the neurons"), true),
          &QAction::toggled, this, &SceneToolBar::legendChanged);
  menu->addSeparator();
  removeMesh_ = menu->addAction(tr("Remove brain mesh"));
  removeMesh_->setObjectName(QStringLiteral("sceneRemoveMesh"));
  removeMesh_->setEnabled(false);
  connect(removeMesh_, &QAction::triggered, this, &SceneToolBar::meshRemovalWanted);

  auto* button = new QToolButton(this);
  button->setText(tr("View"));
  button->setToolTip(tr("More sides to look from, projection, background, legend"));
  button->setPopupMode(QToolButton::InstantPopup);
  button->setMenu(menu);
  addWidget(button);
}

void SceneToolBar::setHasMesh(bool has) {
  removeMesh_->setEnabled(has);
}
