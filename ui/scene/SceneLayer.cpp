#include "ui/scene/SceneLayer.hpp"

#include "ui/scene/ScenePolyData.hpp"

#include <vtkActor.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>

#include <utility>

SceneLayer::SceneLayer(vtkRenderer* renderer)
    : fullData_(vtkSmartPointer<vtkPolyData>::New()),
      somaData_(vtkSmartPointer<vtkPolyData>::New()) {
  lines_.firstPoint.push_back(0);
  for (vtkPolyDataMapper* mapper : {lineMapper_.Get(), draftMapper_.Get(), somaMapper_.Get()}) {
    mapper->SetScalarModeToUsePointData();
    mapper->SetColorModeToDirectScalars();
    mapper->ScalarVisibilityOn();
  }
  lineMapper_->SetInputData(fullData_);
  somaMapper_->SetInputData(somaData_);
  lineActor_->SetMapper(lineMapper_);
  somaActor_->SetMapper(somaMapper_);
  somaActor_->GetProperty()->SetAmbient(0.25);
  somaActor_->GetProperty()->SetDiffuse(0.75);
  lineActor_->GetProperty()->SetAmbient(0.5);
  lineActor_->GetProperty()->SetDiffuse(0.6);
  renderer->AddActor(lineActor_);
  renderer->AddActor(somaActor_);
}

SceneLayer::~SceneLayer() = default;

void SceneLayer::setLines(SceneLines lines, const QVector<QColor>& colours) {
  lines_ = std::move(lines);
  colours_ = colours;
  rebuild();
}

void SceneLayer::setColours(const QVector<QColor>& colours) {
  colours_ = colours;
  rebuild();
}

void SceneLayer::rebuild() {
  fullData_ = polyDataOf(lines_, colours_);
  somaData_ = spheresOf(lines_.somas, colours_);
  draftData_ = nullptr;
  lineMapper_->SetInputData(fullData_);
  somaMapper_->SetInputData(somaData_);
  setDraft(draft_);
}

void SceneLayer::setDraft(bool draft) {
  draft_ = draft;
  const bool thin = draft && lines_.pointCount() > kDraftPoints;
  if (thin && draftData_ == nullptr) {
    draftData_ = polyDataOf(thinnedLines(lines_, kDraftPoints), colours_);
    draftMapper_->SetInputData(draftData_);
  }
  lineActor_->SetMapper(thin ? draftMapper_ : lineMapper_);
}

void SceneLayer::setStyle(bool tubes, double lineWidth, double dotSize) {
  vtkProperty* look = lineActor_->GetProperty();
  look->SetRenderLinesAsTubes(tubes);
  look->SetLighting(tubes);  // plain lines have no normal: unlit, they show their colour as it is
  look->SetLineWidth(static_cast<float>(lineWidth));
  look->SetPointSize(static_cast<float>(dotSize));
}

vtkPolyData* SceneLayer::lineData() const {
  return draft_ && draftData_ != nullptr ? draftData_ : fullData_;
}

vtkPolyData* SceneLayer::somaData() const {
  return somaData_;
}
