// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneContent.hpp"

#include "ui/scene/drawing/SceneCamera.hpp"

#include <vtkActor.h>
#include <vtkBoundingBox.h>
#include <vtkCamera.h>
#include <vtkMath.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderWindow.h>
#include <vtkRenderer.h>

namespace {

constexpr std::size_t kTubeNeurons =
    6;  // up to here a line has a body and a shade: pairs read well
constexpr std::int64_t kTubePoints =
    150'000;  // beyond, tubes take too long to draw without a graphics card
constexpr std::int64_t kBoldPoints = 100'000;  // up to here lines are 2 pixels wide
constexpr double kTubeWidth = 3;
constexpr double kDotSize = 3;
constexpr double kMeshOpacity = 0.13;

}  // namespace

SceneContent::SceneContent() : drawing_(drawingOf({}, nullptr)) {
  meshMapper_->ScalarVisibilityOff();
  meshActor_->SetMapper(meshMapper_);
  meshActor_->VisibilityOff();
  back_->AddActor(meshActor_);
  top_->SetLayer(1);
  top_->InteractiveOff();
  top_->SetActiveCamera(back_->GetActiveCamera());
  camera()
      ->ParallelProjectionOn();  // distances can be compared, and the scale bar holds everywhere
  scene_camera::lookFrom(*camera(), SceneSide::Front);
  setBackground(background_);
}

SceneContent::~SceneContent() = default;

void SceneContent::addTo(vtkRenderWindow* window) {
  window->SetNumberOfLayers(2);
  window->AddRenderer(back_);
  window->AddRenderer(top_);
}

void SceneContent::removeFrom(vtkRenderWindow* window) {
  window->RemoveRenderer(top_);
  window->RemoveRenderer(back_);
}

void SceneContent::resetClipping() {
  vtkBoundingBox all;
  for (vtkRenderer* renderer : {back_.Get(), top_.Get()}) {
    double bounds[6];
    renderer->ComputeVisiblePropBounds(bounds);
    if (vtkMath::AreBoundsInitialized(bounds)) all.AddBounds(bounds);
  }
  if (!all.IsValid()) return;
  double bounds[6];
  all.GetBounds(bounds);
  back_->ResetCameraClippingRange(bounds);
}

vtkCamera* SceneContent::camera() const {
  return back_->GetActiveCamera();
}
vtkPolyData* SceneContent::meshData() const {
  return meshData_;
}
bool SceneContent::hasMesh() const {
  return meshData_ != nullptr;
}

QVector<QColor> SceneContent::coloursOf(const std::vector<int>& places) const {
  QVector<QColor> colours;
  for (const int place : places)
    colours.append(colourOf(place));
  return colours;
}

void SceneContent::setNeurons(const QVector<SceneNeuron>& neurons) {
  show(drawingOf(neurons, drawing_));
}

void SceneContent::show(const std::shared_ptr<const SceneDrawing>& drawing) {
  drawing_ = drawing;
  colourLayers();
  applyStyle();
}

void SceneContent::colourLayers() {
  front_.show(drawing_->front, coloursOf(drawing_->frontPlaces));
  context_.show(drawing_->context, coloursOf(drawing_->contextPlaces));
}

QColor SceneContent::colourOf(int neuron) const {
  const QColor& colour = neurons()[neuron].colour;
  return isContext(neuron) ? contextColour(background_, colour) : readableOn(background_, colour);
}

std::optional<int> SceneContent::pick(const SceneProjection& projection, const QPointF& at,
                                      double reach_px) const {
  const auto front = ScenePicker(front_.lines()).pick(projection, at, reach_px, lineWidth() / 2);
  if (front) return drawing_->frontPlaces[static_cast<std::size_t>(*front)];
  const auto behind = ScenePicker(context_.lines()).pick(projection, at, reach_px, 0.5);
  if (behind) return drawing_->contextPlaces[static_cast<std::size_t>(*behind)];
  return {};
}

void SceneContent::showMesh(const vtkSmartPointer<vtkPolyData>& surface_um) {
  meshData_ = surface_um;
  meshMapper_->SetInputData(meshData_);
  meshActor_->VisibilityOn();
}

void SceneContent::clearMesh() {
  meshData_ = nullptr;
  meshMapper_->SetInputData(nullptr);
  meshActor_->VisibilityOff();
}

nblast::Box SceneContent::meshBounds() const {
  if (!hasMesh()) return {};
  double b[6];
  meshData_->GetBounds(b);
  return {{b[0], b[2], b[4]}, {b[1], b[3], b[5]}, false};
}

nblast::Box SceneContent::bounds() const {
  for (const SceneLayer* layer : {&front_, &context_}) {
    if (!layer->lines().bounds.empty) return layer->lines().bounds;
  }
  return meshBounds();
}

void SceneContent::setBackground(SceneBackground background) {
  background_ = background;
  const QColor colour = backgroundColour(background);
  back_->SetBackground(colour.redF(), colour.greenF(), colour.blueF());
  applyMeshStyle();
  colourLayers();
}

void SceneContent::setQuality(Quality quality) {
  quality_ = quality;
  front_.setDraft(quality == Quality::Draft);
  context_.setDraft(quality == Quality::Draft);
  applyStyle();
}

void SceneContent::setPixelRatio(double ratio) {
  pixelRatio_ = ratio;
  applyStyle();
}

bool SceneContent::drawsTubes() const {
  return drawing_->frontPlaces.size() <= kTubeNeurons && lines().pointCount() <= kTubePoints;
}

double SceneContent::lineWidth() const {
  if (drawsTubes()) return kTubeWidth;
  return lines().pointCount() <= kBoldPoints ? 2 : 1;
}

void SceneContent::applyStyle() {
  const bool full = quality_ == Quality::Full;
  front_.setStyle(full && drawsTubes(), (full ? lineWidth() : 1) * pixelRatio_,
                  kDotSize * pixelRatio_);
  context_.setStyle(false, pixelRatio_, pixelRatio_);
}

/// A closed surface seen through has its far side behind its near side, and the two blend into
/// noise. Only the far side (the faces that look away) is drawn: a shell behind the neurons, which
/// keep their colours.
void SceneContent::applyMeshStyle() {
  vtkProperty* look = meshActor_->GetProperty();
  const double grey = background_ == SceneBackground::Dark ? 0.85 : 0.35;
  look->SetColor(grey, grey, grey);
  look->SetOpacity(kMeshOpacity);
  look->SetAmbient(0.3);
  look->SetDiffuse(0.7);
  look->SetInterpolationToPhong();
  look->FrontfaceCullingOn();
}
