// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneColours.hpp"
#include "ui/scene/drawing/SceneDrawing.hpp"
#include "ui/scene/drawing/SceneLayer.hpp"
#include "ui/scene/drawing/SceneNeuron.hpp"
#include "ui/scene/drawing/ScenePicker.hpp"

#include <QSize>
#include <QString>
#include <QStringList>
#include <QVector>
#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include <memory>
#include <optional>
#include <vector>

class vtkActor;
class vtkCamera;
class vtkPolyData;
class vtkPolyDataMapper;
class vtkRenderWindow;
class vtkRenderer;

/// What is in a scene and how it looks: the widget and the picture without a display draw the same.
/// Two layers, each with a renderer of its own: what is looked at, and behind it, wherever it lies,
/// the surface and, thin and grey, the context. Knows nothing of windows but that it is put into
/// one; GUI thread only.
class SceneContent {
 public:
  enum class Quality {
    Draft,  ///< while the mouse moves: thinned copies, thin lines, no tubes
    Full
  };

  SceneContent();
  ~SceneContent();
  SceneContent(const SceneContent&) = delete;
  SceneContent& operator=(const SceneContent&) = delete;

  void addTo(vtkRenderWindow* window);
  void removeFrom(vtkRenderWindow* window);
  void resetClipping();  ///< before each frame: the camera may have moved
  vtkCamera* camera() const;

  void show(const std::shared_ptr<const SceneDrawing>& drawing);
  void setNeurons(const QVector<SceneNeuron>& neurons);  ///< makes their drawing itself
  const QVector<SceneNeuron>& neurons() const { return drawing_->neurons; }
  const SceneLines& lines() const { return front_.lines(); }  ///< of what is looked at
  QColor colourOf(int neuron) const;  ///< as drawn: made readable on the background
  bool isContext(int neuron) const { return neurons()[neuron].role == SceneRole::Context; }
  /// The neuron at a place on the screen, what is looked at before the context.
  std::optional<int> pick(const SceneProjection& projection, const QPointF& at,
                          double reach_px) const;

  void showMesh(const vtkSmartPointer<vtkPolyData>& surface_um);
  void clearMesh();
  bool hasMesh() const;

  bool isEmpty() const { return neurons().isEmpty() && !hasMesh(); }
  /// Of what is looked at; where that is nothing, of the context; then of the surface.
  nblast::Box bounds() const;
  nblast::Box meshBounds() const;

  void setBackground(SceneBackground background);
  SceneBackground background() const { return background_; }
  void setQuality(Quality quality);
  Quality quality() const { return quality_; }
  void setPixelRatio(double ratio);  ///< device pixels per logical one: widths are in device pixels

  double lineWidth() const;  ///< in logical pixels, in full quality
  bool drawsTubes() const;   ///< few enough neurons for lines with depth

  const SceneLayer& front() const { return front_; }
  const SceneLayer& context() const { return context_; }
  vtkPolyData* meshData() const;  ///< null without a surface

 private:
  QVector<QColor> coloursOf(const std::vector<int>& places) const;
  void colourLayers();
  void applyStyle();
  void applyMeshStyle();

  std::shared_ptr<const SceneDrawing> drawing_;
  SceneBackground background_ = SceneBackground::Dark;
  Quality quality_ = Quality::Full;
  double pixelRatio_ = 1;
  vtkSmartPointer<vtkPolyData> meshData_;
  vtkNew<vtkRenderer> back_;
  vtkNew<vtkRenderer> top_;  ///< its depth is its own: nothing of the other hides what it draws
  vtkNew<vtkPolyDataMapper> meshMapper_;
  vtkNew<vtkActor> meshActor_;
  SceneLayer front_{top_};
  SceneLayer context_{back_};
};
