// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneFraming.hpp"
#include "ui/scene/drawing/SceneNeuron.hpp"
#include "ui/scene/drawing/SceneSide.hpp"

#include <QImage>
#include <QString>
#include <QVector>
#include <QWidget>
#include <vtkSmartPointer.h>

#include <memory>

struct SceneDrawing;
class vtkPolyData;

/// The 3D view with its tool bar: neurons as lines (a few selected ones as tubes), an optional
/// translucent brain surface, trackball camera, reset and orthogonal views, a legend with names and
/// colours. Where there is no OpenGL 3.2 it shows the reason instead, and everything else works.
class SceneWidget : public QWidget {
  Q_OBJECT
 public:
  explicit SceneWidget(QWidget* parent = nullptr);
  ~SceneWidget() override;

  static void prepareApplication();  ///< before QApplication: surface format and shared contexts

  bool isAvailable() const;  ///< OpenGL works here
  QString unavailableReason() const;

  /// Replaces all neurons. The camera moves only if nothing was shown before.
  void setDrawing(const std::shared_ptr<const SceneDrawing>& drawing);
  void setNeurons(const QVector<SceneNeuron>& neurons);  ///< makes their drawing itself
  /// Adds or replaces the surface.
  void showMesh(const vtkSmartPointer<vtkPolyData>& surface_um);
  void clearMesh();
  bool hasMesh() const;

  void viewFrom(SceneSide side);
  void resetCamera();  ///< frames what is looked at; the context does not count
  /// How what is looked at lies in the view.
  SceneSight sight() const;
  bool isCameraMoved() const;  ///< by the user, since something was last framed

  QRect viewRect() const;  ///< the 3D area, in this widget's pixels
  /// The last change is on screen, in full quality. False while the widget is hidden; true where
  /// there is no OpenGL.
  bool isFullyDrawn() const;
  /// The 3D area as it is on screen, in full quality; null before it was first shown.
  QImage picture() const;

 Q_SIGNALS:
  void neuronClicked(quint64 id, Qt::KeyboardModifiers modifiers);
  void backgroundClicked(Qt::KeyboardModifiers modifiers);  ///< where no neuron is
  void fullyDrawn();     ///< once per change; also where there is no OpenGL
  void meshChanged();    ///< a surface is shown, or none any more
  void meshRequested();  ///< the tool bar's "Brain mesh…" button
  void pictureWanted();  ///< the tool bar's "Save picture…" button

 private:
  class Private;
  std::unique_ptr<Private> d_;
};
