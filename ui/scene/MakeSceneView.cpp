// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/MakeSceneView.hpp"

#include "ui/export/Exporter.hpp"
#include "ui/scene/MeshLoader.hpp"
#include "ui/scene/ScenePane.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/widgets/Actions.hpp"

#include <QAction>
#include <QMenu>

#include <utility>

namespace {

QAction* pictureAction(ScenePane* pane, const ViewContext& context) {
  auto* save = newAction(pane, {"saveScenePicture", ScenePane::tr("Save scene &picture…"),
                                ScenePane::tr("Save the 3D view as a PNG file"), "picture"});
  const auto ask = [exporter = context.exporter, workspace = context.workspace, pane] {
    const QImage picture = pane->scene()->picture();
    if (picture.isNull()) {
      return workspace->tell({MessageKind::Warning, ScenePane::tr("There is no scene to save yet."),
                              QStringLiteral("scene picture")});
    }
    exporter->askForPicture(ScenePane::tr("scene"),
                            [picture](nblast::JobControl&) { return picture; });
  };
  QObject::connect(save, &QAction::triggered, context.exporter, ask);
  QObject::connect(pane->scene(), &SceneWidget::pictureWanted, save, &QAction::trigger);
  return save;
}

/// "See the scene from", with a shortcut for each side.
QAction* sidesAction(ScenePane* pane) {
  auto* menu = new QMenu(ScenePane::tr("See the scene &from"), pane);
  const std::pair<QString, SceneSide> sides[] = {
      {ScenePane::tr("Front"), SceneSide::Front}, {ScenePane::tr("Back"), SceneSide::Back},
      {ScenePane::tr("Left"), SceneSide::Left},   {ScenePane::tr("Right"), SceneSide::Right},
      {ScenePane::tr("Top"), SceneSide::Top},     {ScenePane::tr("Bottom"), SceneSide::Bottom}};
  int key = Qt::Key_1;
  for (const auto& [name, side] : sides) {
    auto* action = menu->addAction(name);
    action->setObjectName(QStringLiteral("seeFrom%1").arg(key - Qt::Key_0));
    action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(key++)));
    QObject::connect(action, &QAction::triggered, pane->scene(),
                     [scene = pane->scene(), from = side] { scene->viewFrom(from); });
  }
  return menu->menuAction();
}

QList<ViewAction> meshActions(ScenePane* pane, MeshLoader* meshes) {
  auto* scene = pane->scene();
  auto* choose = newAction(
      pane, {"chooseMesh", ScenePane::tr("&Brain mesh…"),
             ScenePane::tr("Show a brain surface around the neurons (OBJ, PLY or STL file)"),
             "mesh", QKeySequence(Qt::CTRL | Qt::Key_B)});
  auto* remove = newAction(pane, {"removeMesh", ScenePane::tr("Remove brain mesh"),
                                  ScenePane::tr("Take the brain surface out of the scene")});
  const auto review = [remove, scene] { remove->setEnabled(scene->hasMesh()); };
  QObject::connect(choose, &QAction::triggered, meshes, &MeshLoader::choose);
  QObject::connect(scene, &SceneWidget::meshRequested, choose, &QAction::trigger);
  QObject::connect(remove, &QAction::triggered, scene, &SceneWidget::clearMesh);
  QObject::connect(scene, &SceneWidget::meshChanged, remove, review);
  review();
  return {{MenuPlace::Content, choose}, {MenuPlace::Content, remove}};
}

}  // namespace

View makeSceneView(const ViewContext& context) {
  auto* pane = new ScenePane(context.workspace);
  auto* meshes = new MeshLoader(context.workspace, pane->scene(), context.settings, pane);
  auto* reset = newAction(pane, {"resetCamera", ScenePane::tr("Reset the &camera"),
                                 ScenePane::tr("Show all neurons, seen from where you look now"),
                                 "", QKeySequence(Qt::CTRL | Qt::Key_0)});
  QObject::connect(reset, &QAction::triggered, pane->scene(), &SceneWidget::resetCamera);
  View view{QStringLiteral("scene"), ScenePane::tr("Scene"), pane};
  view.actions = {{MenuPlace::Export, pictureAction(pane, context)},
                  {MenuPlace::Look, sidesAction(pane)},
                  {MenuPlace::Look, reset}};
  view.actions += meshActions(pane, meshes);
  view.isSettled = [pane, meshes] { return !meshes->isWaiting() && pane->isFullyDrawn(); };
  view.pictureRect = [pane] {
    const auto* scene = pane->scene();
    return scene->viewRect().translated(scene->mapTo(pane, QPoint(0, 0)));
  };
  view.open = [meshes](const OpenFiles& files) {
    for (const QString& path : files.meshes)
      meshes->load(path);
    if (files.meshes.isEmpty()) meshes->offer(meshBeside(files.neurons + files.scoreFiles));
  };
  return view;
}
