#pragma once
#include "ui/scene/SceneLines.hpp"

#include <QColor>
#include <QVector>
#include <vtkNew.h>
#include <vtkSmartPointer.h>

class vtkActor;
class vtkPolyData;
class vtkPolyDataMapper;
class vtkRenderer;

/// Neurons of a scene that look alike, as one data set with point colours (an actor a neuron costs
/// up to twice the time of a frame); somas are a second one. GUI thread only.
class SceneLayer {
 public:
  /// Beyond so many points a thinned copy is drawn while the mouse moves.
  static constexpr std::int64_t kDraftPoints = 200'000;

  explicit SceneLayer(vtkRenderer* renderer);
  ~SceneLayer();
  SceneLayer(const SceneLayer&) = delete;
  SceneLayer& operator=(const SceneLayer&) = delete;

  /// @param colours one a neuron of the lines
  void setLines(SceneLines lines, const QVector<QColor>& colours);
  void setColours(const QVector<QColor>& colours);
  const SceneLines& lines() const { return lines_; }

  void setDraft(bool draft);
  /// Widths in device pixels. Tubes: lines with a body and a shade.
  void setStyle(bool tubes, double lineWidth, double dotSize);

  /// What is drawn: point scalars "colour" (RGB, 8 bits), cell scalars "neuron" (of the lines).
  vtkPolyData* lineData() const;
  vtkPolyData* somaData() const;

 private:
  void rebuild();

  SceneLines lines_;
  QVector<QColor> colours_;
  bool draft_ = false;
  vtkSmartPointer<vtkPolyData> fullData_;
  vtkSmartPointer<vtkPolyData> draftData_;  // made when first needed
  vtkSmartPointer<vtkPolyData> somaData_;
  // Two mappers for lines: each keeps its buffers on the graphics card when the other one draws.
  vtkNew<vtkPolyDataMapper> lineMapper_;
  vtkNew<vtkPolyDataMapper> draftMapper_;
  vtkNew<vtkPolyDataMapper> somaMapper_;
  vtkNew<vtkActor> lineActor_;
  vtkNew<vtkActor> somaActor_;
};
