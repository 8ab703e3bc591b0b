// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneDrawing.hpp"

#include <QColor>
#include <QVector>
#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include <memory>

class vtkActor;
class vtkPolyDataMapper;
class vtkRenderer;

/// Neurons of a scene that look alike, as one data set with point colours (one actor per neuron
/// would cost up to twice the time of a frame); somas are a second data set. GUI thread only.
class SceneLayer {
 public:
  explicit SceneLayer(vtkRenderer* renderer);
  ~SceneLayer();
  SceneLayer(const SceneLayer&) = delete;
  SceneLayer& operator=(const SceneLayer&) = delete;

  /// @param colours one per neuron of the shapes
  void show(const std::shared_ptr<const SceneShapes>& shapes, const QVector<QColor>& colours);
  const SceneLines& lines() const { return shapes_->lines; }

  void setDraft(bool draft);  ///< the thinned copy, where there is one
  /// Widths in device pixels. Tubes: lines with a body and a shade.
  void setStyle(bool tubes, double lineWidth, double dotSize);

  /// What is drawn: point scalars "colour" (RGB, 8 bits), cell scalars "neuron" (of the lines).
  vtkPolyData* lineData() const;
  vtkPolyData* somaData() const;

 private:
  std::shared_ptr<const SceneShapes> shapes_;
  QVector<QColor> colours_;
  bool draft_ = false;
  vtkSmartPointer<vtkPolyData> somaData_;
  // Two mappers for lines: each keeps its buffers on the graphics card when the other one draws.
  vtkNew<vtkPolyDataMapper> lineMapper_;
  vtkNew<vtkPolyDataMapper> draftMapper_;
  vtkNew<vtkPolyDataMapper> somaMapper_;
  vtkNew<vtkActor> lineActor_;
  vtkNew<vtkActor> somaActor_;
};
