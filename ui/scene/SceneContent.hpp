#pragma once
#include "ui/scene/SceneColours.hpp"
#include "ui/scene/SceneLines.hpp"
#include "ui/scene/SceneNeuron.hpp"
#include "ui/scene/SceneWidget.hpp"

#include <QSize>
#include <QString>
#include <QStringList>
#include <QVector>
#include <vtkNew.h>
#include <vtkSmartPointer.h>

#include <memory>

class vtkActor;
class vtkCamera;
class vtkPolyData;
class vtkPolyDataMapper;
class vtkRenderer;

/// What is in a scene and how it looks, in a vtkRenderer: the widget and the picture without a
/// display draw the same. All neurons are one data set with point colours (an actor a neuron costs
/// up to twice the time of a frame); somas are a second one. Knows nothing of windows; GUI thread
/// only.
class SceneContent {
 public:
  enum class Quality {
    Draft,  ///< while the mouse moves: a thinned copy beyond kDraftPoints, thin lines, no tubes
    Full
  };
  static constexpr std::int64_t kDraftPoints = 200'000;

  SceneContent();
  ~SceneContent();
  SceneContent(const SceneContent&) = delete;
  SceneContent& operator=(const SceneContent&) = delete;

  vtkRenderer* renderer() const;
  vtkCamera* camera() const;

  void setNeurons(const QVector<SceneNeuron>& neurons);
  const QVector<SceneNeuron>& neurons() const { return neurons_; }
  const SceneLines& lines() const { return lines_; }
  QColor colourOf(int neuron) const;  ///< as drawn: made readable on the ground

  /// @return empty, or why the file cannot be used (the old surface then stays)
  QString loadMesh(const QString& path, double umPerUnit);
  void clearMesh();
  bool hasMesh() const;

  bool isEmpty() const { return neurons_.isEmpty() && !hasMesh(); }
  SceneBounds bounds() const;  ///< of the neurons; of the surface where there is no neuron
  SceneBounds meshBounds() const;

  void setGround(SceneGround ground);
  SceneGround ground() const { return ground_; }
  void setQuality(Quality quality);
  Quality quality() const { return quality_; }
  void setPixelRatio(double ratio);  ///< device pixels a logical one: widths are in device pixels

  double lineWidth() const;  ///< in logical pixels, in full quality
  bool drawsTubes() const;   ///< few enough neurons for lines with depth

  /// The data set that is drawn: point scalars "colour" (RGB, 8 bits), cell scalars "neuron"
  /// (position).
  vtkPolyData* lineData() const;
  vtkPolyData* somaData() const;
  vtkPolyData* meshData() const;  ///< null without a surface

 private:
  void rebuildNeurons();
  void applyStyle();
  void applyMeshStyle();

  QVector<SceneNeuron> neurons_;
  SceneLines lines_;
  SceneGround ground_ = SceneGround::Dark;
  Quality quality_ = Quality::Full;
  double pixelRatio_ = 1;
  vtkSmartPointer<vtkPolyData> fullData_;
  vtkSmartPointer<vtkPolyData> draftData_;  // made when first needed
  vtkSmartPointer<vtkPolyData> somaData_;
  vtkSmartPointer<vtkPolyData> meshData_;
  vtkNew<vtkRenderer> renderer_;
  vtkNew<vtkPolyDataMapper> lineMapper_;
  vtkNew<vtkPolyDataMapper> draftMapper_;
  vtkNew<vtkPolyDataMapper> somaMapper_;
  vtkNew<vtkPolyDataMapper> meshMapper_;
  vtkNew<vtkActor> lineActor_;
  vtkNew<vtkActor> somaActor_;
  vtkNew<vtkActor> meshActor_;
};
