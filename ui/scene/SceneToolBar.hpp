// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/SceneWidget.hpp"

#include <QToolBar>

/// The buttons above the scene. Short words, so that all of them fit beside a heatmap.
class SceneToolBar : public QToolBar {
  Q_OBJECT
 public:
  explicit SceneToolBar(QWidget* parent = nullptr);

 Q_SIGNALS:
  void resetWanted();
  void viewWanted(SceneWidget::View view);
  void parallelChanged(bool on);
  void lightGroundChanged(bool on);
  void legendChanged(bool on);
  void meshWanted();
  void meshRemovalWanted();
  void pictureWanted();

 public:
  void setHasMesh(bool has);

 private:
  void addView(QWidget* to, SceneWidget::View view, const QString& name, const QString& tip);
  void addLookMenu();
  QAction* removeMesh_ = nullptr;
};
