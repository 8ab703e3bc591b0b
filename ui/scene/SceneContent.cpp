#include "ui/scene/SceneContent.hpp"

#include "ui/scene/MeshFile.hpp"
#include "ui/scene/SceneCamera.hpp"
#include "ui/scene/ScenePolyData.hpp"

#include <vtkActor.h>
#include <vtkCamera.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkRenderer.h>

namespace {

constexpr qsizetype kTubeNeurons = 6;  // up to here a line has a body and a shade: pairs read well
constexpr std::int64_t kTubePoints =
    150'000;  // beyond, tubes take too long to draw without a graphics card
constexpr std::int64_t kBoldPoints = 100'000;  // up to here lines are 2 pixels wide
constexpr double kTubeWidth = 3;
constexpr double kDotSize = 3;
constexpr double kMeshOpacity = 0.13;

void showPointColours(vtkPolyDataMapper& mapper) {
  mapper.SetScalarModeToUsePointData();
  mapper.SetColorModeToDirectScalars();
  mapper.ScalarVisibilityOn();
}

}  // namespace

SceneContent::SceneContent()
    : fullData_(vtkSmartPointer<vtkPolyData>::New()),
      somaData_(vtkSmartPointer<vtkPolyData>::New()) {
  lines_.firstPoint.push_back(0);
  for (vtkPolyDataMapper* mapper : {lineMapper_.Get(), draftMapper_.Get(), somaMapper_.Get()}) {
    showPointColours(*mapper);
  }
  lineMapper_->SetInputData(fullData_);
  somaMapper_->SetInputData(somaData_);
  meshMapper_->ScalarVisibilityOff();
  lineActor_->SetMapper(lineMapper_);
  somaActor_->SetMapper(somaMapper_);
  somaActor_->GetProperty()->SetAmbient(0.25);
  somaActor_->GetProperty()->SetDiffuse(0.75);
  meshActor_->SetMapper(meshMapper_);
  meshActor_->VisibilityOff();
  for (vtkActor* actor : {lineActor_.Get(), somaActor_.Get(), meshActor_.Get()}) {
    renderer_->AddActor(actor);
  }
  camera()
      ->ParallelProjectionOn();  // distances can be compared, and the scale bar holds everywhere
  SceneCamera::lookFrom(*camera(), SceneWidget::View::Front);
  setGround(ground_);
}

SceneContent::~SceneContent() = default;

vtkRenderer* SceneContent::renderer() const {
  return renderer_;
}
vtkCamera* SceneContent::camera() const {
  return renderer_->GetActiveCamera();
}
vtkPolyData* SceneContent::lineData() const {
  return quality_ == Quality::Draft && draftData_ != nullptr ? draftData_ : fullData_;
}
vtkPolyData* SceneContent::somaData() const {
  return somaData_;
}
vtkPolyData* SceneContent::meshData() const {
  return meshData_;
}
bool SceneContent::hasMesh() const {
  return meshData_ != nullptr;
}

void SceneContent::setNeurons(const QVector<SceneNeuron>& neurons) {
  neurons_ = neurons;
  lines_ = linesOf(neurons_);
  rebuildNeurons();
}

QColor SceneContent::colourOf(int neuron) const {
  return readableOn(ground_, neurons_[neuron].colour);
}

void SceneContent::rebuildNeurons() {
  QVector<QColor> colours;
  for (int i = 0; i < neurons_.size(); ++i)
    colours.push_back(colourOf(i));
  fullData_ = polyDataOf(lines_, colours);
  somaData_ = spheresOf(lines_.somas, colours);
  draftData_ = nullptr;
  lineMapper_->SetInputData(fullData_);
  somaMapper_->SetInputData(somaData_);
  if (quality_ == Quality::Draft) setQuality(quality_);
  applyStyle();
}

QString SceneContent::loadMesh(const QString& path, double umPerUnit) {
  QString why;
  const auto mesh = readMeshFile(path, umPerUnit, &why);
  if (mesh == nullptr) return why;
  meshData_ = mesh;
  meshMapper_->SetInputData(meshData_);
  meshActor_->VisibilityOn();
  return {};
}

void SceneContent::clearMesh() {
  meshData_ = nullptr;
  meshMapper_->SetInputData(nullptr);
  meshActor_->VisibilityOff();
}

SceneBounds SceneContent::meshBounds() const {
  if (!hasMesh()) return {};
  double b[6];
  meshData_->GetBounds(b);
  return {{b[0], b[2], b[4]}, {b[1], b[3], b[5]}};
}

SceneBounds SceneContent::bounds() const {
  return lines_.bounds.isEmpty() ? meshBounds() : lines_.bounds;
}

void SceneContent::setGround(SceneGround ground) {
  ground_ = ground;
  const QColor colour = groundColour(ground);
  renderer_->SetBackground(colour.redF(), colour.greenF(), colour.blueF());
  applyMeshStyle();
  rebuildNeurons();
}

void SceneContent::setQuality(Quality quality) {
  quality_ = quality;
  const bool thin = quality == Quality::Draft && lines_.pointCount() > kDraftPoints;
  if (thin && draftData_ == nullptr) {
    QVector<QColor> colours;
    for (int i = 0; i < neurons_.size(); ++i)
      colours.push_back(colourOf(i));
    draftData_ = polyDataOf(thinnedLines(lines_, kDraftPoints), colours);
    draftMapper_->SetInputData(draftData_);
  }
  // Two mappers: each keeps its buffers on the graphics card when the other one draws.
  lineActor_->SetMapper(thin ? draftMapper_ : lineMapper_);
  applyStyle();
}

void SceneContent::setPixelRatio(double ratio) {
  pixelRatio_ = ratio;
  applyStyle();
}

bool SceneContent::drawsTubes() const {
  return neurons_.size() <= kTubeNeurons && lines_.pointCount() <= kTubePoints;
}

double SceneContent::lineWidth() const {
  if (drawsTubes()) return kTubeWidth;
  return lines_.pointCount() <= kBoldPoints ? 2 : 1;
}

void SceneContent::applyStyle() {
  const bool full = quality_ == Quality::Full;
  const bool tubes = full && drawsTubes();
  vtkProperty* look = lineActor_->GetProperty();
  look->SetRenderLinesAsTubes(tubes);
  look->SetLighting(tubes);  // plain lines have no normal: unlit, they show their colour as it is
  look->SetAmbient(0.5);
  look->SetDiffuse(0.6);
  look->SetLineWidth(static_cast<float>((full ? lineWidth() : 1) * pixelRatio_));
  look->SetPointSize(static_cast<float>(kDotSize * pixelRatio_));
}

/// A closed surface seen through has its far side behind its near side, and the two blend into
/// noise. Only the far side (the faces that look away) is drawn: a shell behind the neurons, which
/// keep their colours.
void SceneContent::applyMeshStyle() {
  vtkProperty* look = meshActor_->GetProperty();
  const double grey = ground_ == SceneGround::Dark ? 0.85 : 0.35;
  look->SetColor(grey, grey, grey);
  look->SetOpacity(kMeshOpacity);
  look->SetAmbient(0.3);
  look->SetDiffuse(0.7);
  look->SetInterpolationToPhong();
  look->FrontfaceCullingOn();
}
