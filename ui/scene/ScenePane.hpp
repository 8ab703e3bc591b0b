// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneFraming.hpp"
#include "ui/scene/drawing/SceneNeuron.hpp"

#include <QVector>
#include <QWidget>

class QLabel;
class SceneComposer;
class SceneWidget;
class Workspace;

/// The 3D view with what SceneComposer decides to show in it, and a line below for what is not
/// shown.
class ScenePane : public QWidget {
  Q_OBJECT
 public:
  explicit ScenePane(Workspace* workspace, QWidget* parent = nullptr);
  SceneWidget* scene() const { return scene_; }
  SceneComposer* composer() const { return composer_; }
  bool isFullyDrawn() const;

 private:
  void show(const QString& note);
  SceneWidget* scene_;
  SceneComposer* composer_;
  QLabel* note_;
  SceneSubject subject_ = SceneSubject::Nothing;  ///< of what is shown
  quint64 pair_ = 0;
};
