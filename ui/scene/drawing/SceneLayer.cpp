// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneLayer.hpp"

#include "ui/scene/drawing/ScenePolyData.hpp"

#include <vtkActor.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>

SceneLayer::SceneLayer(vtkRenderer* renderer) {
  for (vtkPolyDataMapper* mapper : {lineMapper_.Get(), draftMapper_.Get(), somaMapper_.Get()}) {
    mapper->SetScalarModeToUsePointData();
    mapper->SetColorModeToDirectScalars();
    mapper->ScalarVisibilityOn();
  }
  show(drawingOf({}, nullptr)->front, {});
  somaActor_->SetMapper(somaMapper_);
  somaActor_->GetProperty()->SetAmbient(0.25);
  somaActor_->GetProperty()->SetDiffuse(0.75);
  lineActor_->GetProperty()->SetAmbient(0.5);
  lineActor_->GetProperty()->SetDiffuse(0.6);
  renderer->AddActor(lineActor_);
  renderer->AddActor(somaActor_);
}

SceneLayer::~SceneLayer() = default;

void SceneLayer::show(const std::shared_ptr<const SceneShapes>& shapes,
                      const QVector<QColor>& colours) {
  if (shapes == shapes_ && colours == colours_) return;
  shapes_ = shapes;
  colours_ = colours;
  colourPoints(*shapes_->data, shapes_->lines, colours_);
  if (shapes_->draftData != nullptr)
    colourPoints(*shapes_->draftData, shapes_->draftLines, colours_);
  somaData_ = spheresOf(shapes_->lines.somas, colours_);
  lineMapper_->SetInputData(shapes_->data);
  draftMapper_->SetInputData(shapes_->draftData);
  somaMapper_->SetInputData(somaData_);
  setDraft(draft_);
}

void SceneLayer::setDraft(bool draft) {
  draft_ = draft;
  lineActor_->SetMapper(lineData() == shapes_->data ? lineMapper_ : draftMapper_);
}

void SceneLayer::setStyle(bool tubes, double lineWidth, double dotSize) {
  vtkProperty* look = lineActor_->GetProperty();
  look->SetRenderLinesAsTubes(tubes);
  look->SetLighting(tubes);  // plain lines have no normal: unlit, they show their colour as it is
  look->SetLineWidth(static_cast<float>(lineWidth));
  look->SetPointSize(static_cast<float>(dotSize));
}

vtkPolyData* SceneLayer::lineData() const {
  return draft_ && shapes_->draftData != nullptr ? shapes_->draftData : shapes_->data;
}

vtkPolyData* SceneLayer::somaData() const {
  return somaData_;
}
