// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneSide.hpp"

#include <QToolBar>

/// The buttons above the scene. Short words, so that all of them fit beside a heatmap.
class SceneToolBar : public QToolBar {
  Q_OBJECT
 public:
  explicit SceneToolBar(QWidget* parent = nullptr);

 Q_SIGNALS:
  void resetWanted();
  void viewWanted(SceneSide side);
  void parallelChanged(bool on);
  void lightBackgroundChanged(bool on);
  void legendChanged(bool on);
  void meshWanted();
  void meshRemovalWanted();
  void pictureWanted();

 public:
  void setHasMesh(bool has);

 private:
  void addView(QWidget* to, SceneSide side, const QString& name, const QString& tip);
  void addLookMenu();
  QAction* removeMesh_ = nullptr;
};
