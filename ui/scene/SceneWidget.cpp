// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/SceneWidget.hpp"

#include "ui/scene/SceneToolBar.hpp"
#include "ui/scene/drawing/GlAvailability.hpp"
#include "ui/scene/drawing/GlewFix.hpp"
#include "ui/scene/drawing/SceneCamera.hpp"
#include "ui/scene/drawing/SceneContent.hpp"
#include "ui/scene/drawing/VtkView.hpp"

#include <QCoreApplication>
#include <QLabel>
#include <QLoggingCategory>
#include <QPointer>
#include <QTimer>
#include <QToolTip>
#include <QVBoxLayout>
#include <vtkCamera.h>
#include <vtkPolyData.h>

namespace {

Q_LOGGING_CATEGORY(lcScene, "nblast.scene", QtWarningMsg)

constexpr double kReach_px = 6;
constexpr int kHoverPause_ms = 40;

QString sentenceFor(const QString& reason) {
  return SceneWidget::
      tr("The 3D view is not available: %1.\n\nEverything else works; neurons can be seen in 3D "
         "on a desktop with OpenGL 3.2 or newer.")
          .arg(reason);
}

}  // namespace

class SceneWidget::Private {
 public:
  explicit Private(SceneWidget& owner) : owner_(owner) {
    auto* layout = new QVBoxLayout(&owner_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    toolBar_ = new SceneToolBar(&owner_);
    layout->addWidget(toolBar_);
    reason_ = glUnavailableReason();
    if (reason_.isEmpty()) {
      makeView();
    } else {
      showReason();
    }
    connectToolBar();
    hover_.setSingleShot(true);
    hover_.setInterval(kHoverPause_ms);
    QObject::connect(&hover_, &QTimer::timeout, &owner_, [this] { showNameUnderPointer(); });
  }

  ~Private() { delete view_; }  // before the content that it draws

  void makeView() {
    view_ = new VtkView(content_, &owner_);
    owner_.layout()->addWidget(view_);
    QObject::connect(view_, &VtkView::clicked, &owner_,
                     [this](const QPointF& at, Qt::KeyboardModifiers m) {
                       if (const auto neuron = neuronAt(at)) {
                         Q_EMIT owner_.neuronClicked(content_.neurons()[*neuron].id, m);
                       } else {
                         Q_EMIT owner_.backgroundClicked(m);
                       }
                     });
    QObject::connect(view_, &VtkView::pointerMoved, &owner_, [this](const QPointF& at) {
      pointer_ = at;
      hover_.start();
    });
    QObject::connect(view_, &VtkView::pointerLeft, &hover_, &QTimer::stop);
    QObject::connect(view_, &VtkView::cameraMoved, &owner_, [this] { framed_ = {}; });
    QObject::connect(view_, &VtkView::resized, &owner_, [this] {
      if (!framed_.empty) frame(nblast::Box(framed_));
    });
    QObject::connect(view_, &VtkView::fullyDrawn, &owner_, &SceneWidget::fullyDrawn);
    // Queued: the view cannot be taken down while it sets itself up.
    QObject::connect(
        view_, &VtkView::failed, &owner_,
        [this](const QString& reason) {
          reason_ = reason;
          delete view_;
          showReason();
          changed();
        },
        Qt::QueuedConnection);
  }

  void showReason() {
    qCInfo(lcScene).noquote() << "The 3D view is not available:" << reason_;
    label_ = new QLabel(sentenceFor(reason_), &owner_);
    label_->setObjectName(QStringLiteral("sceneReason"));
    label_->setWordWrap(true);
    label_->setAlignment(Qt::AlignCenter);
    label_->setMargin(24);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    owner_.layout()->addWidget(label_);
    toolBar_->setEnabled(false);
  }

  void connectToolBar() {
    QObject::connect(toolBar_, &SceneToolBar::resetWanted, &owner_, &SceneWidget::resetCamera);
    QObject::connect(toolBar_, &SceneToolBar::viewWanted, &owner_, &SceneWidget::viewFrom);
    QObject::connect(toolBar_, &SceneToolBar::meshWanted, &owner_, &SceneWidget::meshRequested);
    QObject::connect(toolBar_, &SceneToolBar::meshRemovalWanted, &owner_, &SceneWidget::clearMesh);
    QObject::connect(toolBar_, &SceneToolBar::pictureWanted, &owner_, &SceneWidget::pictureWanted);
    QObject::connect(toolBar_, &SceneToolBar::parallelChanged, &owner_, [this](bool on) {
      scene_camera::setParallel(*content_.camera(), on);
      changed();
    });
    QObject::connect(toolBar_, &SceneToolBar::lightBackgroundChanged, &owner_, [this](bool on) {
      content_.setBackground(on ? SceneBackground::Light : SceneBackground::Dark);
      changed();
    });
    QObject::connect(toolBar_, &SceneToolBar::legendChanged, &owner_, [this](bool on) {
      if (view_) view_->setLegendVisible(on);
    });
  }

  /// Without a view there is nothing to wait for: whoever waits for fullyDrawn() goes on.
  void changed() {
    if (view_) {
      view_->sceneChanged();
    } else {
      QMetaObject::invokeMethod(
          &owner_, [this] { Q_EMIT owner_.fullyDrawn(); }, Qt::QueuedConnection);
    }
  }

  QSize viewSize() const { return view_ ? view_->size() : QSize(800, 600); }

  std::optional<int> neuronAt(const QPointF& at) const {
    const auto projection = scene_camera::projection(*content_.camera(), viewSize());
    return content_.pick(projection, at, kReach_px);
  }

  void showNameUnderPointer() {
    if (!view_) return;
    const auto neuron = view_->underMouse() ? neuronAt(pointer_) : std::nullopt;
    view_->setCursor(neuron ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (neuron) {
      QToolTip::showText(view_->mapToGlobal(pointer_.toPoint()),
                         content_.neurons()[*neuron].label(), view_);
    } else {
      QToolTip::hideText();
    }
  }

  void frame(const nblast::Box& bounds) {
    framed_ = bounds;
    scene_camera::frame(*content_.camera(), bounds, viewSize());
  }

  /// The first neurons beside a surface: they must not be cut off, and a surface in another space
  /// or unit must not hide that they are there.
  void frameFirstNeurons() {
    const nblast::Box neurons = content_.bounds();
    const auto seen = scene_camera::pictureOf(*content_.camera(), neurons, viewSize());
    constexpr double kSpeck = 0.01;  // of the view: the wrong unit
    const bool isLost = seen.sight == scene_camera::Sight::None || seen.extent < kSpeck;
    if (seen.sight == scene_camera::Sight::All && !isLost) return;
    nblast::Box all = neurons;
    if (!isLost) all.add(content_.meshBounds());
    frame(all);
  }

  SceneSight sight() const {
    using scene_camera::Sight;
    const SceneLines& lines = content_.lines();
    SceneSight result;
    result.noneInside = lines.neuronCount() > 0;
    for (std::int64_t i = 0; i < lines.neuronCount(); ++i) {
      const auto seen = scene_camera::pictureOf(*content_.camera(), lines, i, viewSize()).sight;
      result.allInside = result.allInside && seen == Sight::All;
      result.oneOutside = result.oneOutside || seen == Sight::None;
      result.noneInside = result.noneInside && seen == Sight::None;
    }
    result.extent = scene_camera::pictureOf(*content_.camera(), lines.bounds, viewSize()).extent;
    return result;
  }

  SceneWidget& owner_;
  SceneContent content_;
  SceneToolBar* toolBar_ = nullptr;
  QPointer<VtkView> view_;
  QLabel* label_ = nullptr;
  QString reason_;
  nblast::Box framed_;  // what the camera frames, until the mouse moves it; empty after that
  QTimer hover_;
  QPointF pointer_;
};

void SceneWidget::prepareApplication() {
  keepGlewFix();
  QCoreApplication::setAttribute(
      Qt::AA_ShareOpenGLContexts);  // the context survives docking and floating
  QSurfaceFormat::setDefaultFormat(sceneSurfaceFormat());
}

SceneWidget::SceneWidget(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(*this)) {}
SceneWidget::~SceneWidget() = default;

bool SceneWidget::isAvailable() const {
  return d_->reason_.isEmpty();
}
QString SceneWidget::unavailableReason() const {
  return d_->reason_;
}

void SceneWidget::setNeurons(const QVector<SceneNeuron>& neurons) {
  setDrawing(drawingOf(neurons, nullptr));
}

void SceneWidget::setDrawing(const std::shared_ptr<const SceneDrawing>& drawing) {
  const bool wasEmpty = d_->content_.isEmpty();
  const bool onlyMesh = !wasEmpty && d_->content_.neurons().isEmpty();
  d_->content_.show(drawing);
  if (wasEmpty) d_->frame(d_->content_.bounds());
  if (onlyMesh && !drawing->neurons.isEmpty()) d_->frameFirstNeurons();
  d_->changed();
}

void SceneWidget::showMesh(const vtkSmartPointer<vtkPolyData>& surface_um) {
  const bool wasEmpty = d_->content_.isEmpty();
  d_->content_.showMesh(surface_um);
  if (wasEmpty) d_->frame(d_->content_.bounds());
  d_->toolBar_->setHasMesh(true);
  d_->changed();
  Q_EMIT meshChanged();
}

void SceneWidget::clearMesh() {
  d_->content_.clearMesh();
  d_->toolBar_->setHasMesh(false);
  d_->changed();
  Q_EMIT meshChanged();
}

bool SceneWidget::hasMesh() const {
  return d_->content_.hasMesh();
}

void SceneWidget::viewFrom(SceneSide side) {
  scene_camera::lookFrom(*d_->content_.camera(), side);
  resetCamera();
}

void SceneWidget::resetCamera() {
  d_->frame(d_->content_.bounds());
  d_->changed();
}

SceneSight SceneWidget::sight() const {
  return d_->sight();
}

bool SceneWidget::isCameraMoved() const {
  return d_->framed_.empty;
}

QRect SceneWidget::viewRect() const {
  if (d_->view_) return d_->view_->geometry();
  return d_->label_ != nullptr ? d_->label_->geometry() : QRect();
}

bool SceneWidget::isFullyDrawn() const {
  return !d_->view_ || d_->view_->isFullyDrawn();
}

QImage SceneWidget::picture() const {
  return d_->view_ ? d_->view_->fullPicture() : QImage();
}
