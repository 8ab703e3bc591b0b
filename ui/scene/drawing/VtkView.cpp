// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/VtkView.hpp"

#include "ui/scene/drawing/GlAvailability.hpp"
#include "ui/scene/drawing/SceneContent.hpp"
#include "ui/scene/drawing/SceneOverlay.hpp"

#include <QApplication>
#include <QMouseEvent>
#include <QOpenGLContext>
#include <QOpenGLExtraFunctions>
#include <QOpenGLPaintDevice>
#include <QPainter>
#include <QScopedValueRollback>
#include <QScreen>
#include <QWheelEvent>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkGenericRenderWindowInteractor.h>
#include <vtkInteractorStyleTrackballCamera.h>
#include <vtkOpenGLState.h>
#include <vtkRenderer.h>

namespace {

constexpr int kSamples = 4;
constexpr int kRefineAfter_ms = 170;
// Where full quality is as quick as this, it is used while the mouse moves too.
constexpr double kQuickFrame_ms = 20;
constexpr int kWheelStep = 120;

enum class Kind { Press, Release, DoubleClick };

unsigned long vtkEventOf(Qt::MouseButton button, Kind kind) {
  const auto pick = [kind](unsigned long press, unsigned long release, unsigned long twice) {
    return kind == Kind::Press ? press : kind == Kind::Release ? release : twice;
  };
  switch (button) {
    case Qt::LeftButton:
      return pick(vtkCommand::LeftButtonPressEvent, vtkCommand::LeftButtonReleaseEvent,
                  vtkCommand::LeftButtonDoubleClickEvent);
    case Qt::MiddleButton:
      return pick(vtkCommand::MiddleButtonPressEvent, vtkCommand::MiddleButtonReleaseEvent,
                  vtkCommand::MiddleButtonDoubleClickEvent);
    case Qt::RightButton:
      return pick(vtkCommand::RightButtonPressEvent, vtkCommand::RightButtonReleaseEvent,
                  vtkCommand::RightButtonDoubleClickEvent);
    default:
      return vtkCommand::NoEvent;
  }
}

}  // namespace

VtkView::VtkView(SceneContent& content, QWidget* parent)
    : QOpenGLWidget(parent), content_(content) {
  setFormat(sceneSurfaceFormat());
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setMinimumSize(96, 96);  // without pixels Qt 6.4 crashes when the widget gets another parent
  setUpdateBehavior(QOpenGLWidget::NoPartialUpdate);
  refine_.setSingleShot(true);
  refine_.setInterval(kRefineAfter_ms);
  connect(&refine_, &QTimer::timeout, this, &VtkView::sceneChanged);
  connect(this, &QOpenGLWidget::frameSwapped, this, &VtkView::onFrameSwapped);
  connectWindow();
}

VtkView::~VtkView() {
  // The base class destroys the context when this part of the object is gone: it must not call
  // back.
  if (context() != nullptr) disconnect(context(), nullptr, this, nullptr);
  if (ready_) {
    makeCurrent();
    releaseGl();
    doneCurrent();
  }
  window_->RemoveAllObservers();
  interactor_->RemoveAllObservers();
  content_.removeFrom(window_);
}

void VtkView::connectWindow() {
  window_->SetReadyForRendering(false);  // until initializeGL
  window_->SetFrameBlitModeToNoBlit();   // copyToWidget() does it
  window_->SetOwnContext(0);             // Qt changes the state behind VTK's back
  window_->SetMultiSamples(kSamples);
  window_->SetStencilCapable(
      1);  // else VTK 9.1 resolves its 32-bit depth into a 24-bit buffer, and nothing is seen
  content_.addTo(window_);
  window_->AddObserver(vtkCommand::WindowMakeCurrentEvent, this, &VtkView::onMakeCurrent);
  window_->AddObserver(vtkCommand::WindowIsCurrentEvent, this, &VtkView::onIsCurrent);
  interactor_->SetRenderWindow(window_);
  interactor_->EnableRenderOff();  // the style's Render() becomes a RenderEvent
  interactor_->AddObserver(vtkCommand::RenderEvent, this, &VtkView::onRenderWanted);
  vtkNew<vtkInteractorStyleTrackballCamera> style;
  interactor_->SetInteractorStyle(style);
  interactor_->Initialize();
}

void VtkView::onMakeCurrent(vtkObject*, unsigned long, void*) {
  // Not QOpenGLWidget::makeCurrent(): it would bind Qt's framebuffer in the middle of VTK's work.
  if (ready_ && QOpenGLContext::currentContext() != context()) context()->makeCurrent(surface_);
}

void VtkView::onIsCurrent(vtkObject*, unsigned long, void* answer) {
  *static_cast<bool*>(answer) = isValid() && QOpenGLContext::currentContext() == context();
}

void VtkView::onRenderWanted(vtkObject*, unsigned long, void*) {
  if (painting_) return;
  Q_EMIT cameraMoved();
  scheduleDraft();
}

void VtkView::initializeGL() {
  const auto version = context()->format().version();
  if (version < qMakePair(3, 2)) {
    Q_EMIT failed(tr("OpenGL 3.2 is needed, and this window got only %1.%2")
                      .arg(version.first)
                      .arg(version.second));
    return;
  }
  surface_ = context()->surface();
  vtkOpenGLState* state = window_->GetState();
  state->Reset();
  state->vtkglDepthFunc(GL_LEQUAL);
  // In a forward-compatible core context glLineWidth above 1 is an error; VTK's geometry shader
  // does it instead.
  window_->SetForceMaximumHardwareLineWidth(1);
  window_->SetReadyForRendering(true);
  window_->SetMapped(1);
  window_->OpenGLInitContext();
  ready_ = window_->GetContextCreationTime() > 0;
  if (!ready_) {
    Q_EMIT failed(tr("VTK could not use this window's OpenGL context"));
    return;
  }
  // Another parent, full screen or another monitor can throw the context away.
  connect(context(), &QOpenGLContext::aboutToBeDestroyed, this, [this] {
    makeCurrent();
    releaseGl();
    doneCurrent();
  });
  applySize();
}

void VtkView::releaseGl() {
  if (!ready_) return;
  window_->Finalize();
  window_->SetReadyForRendering(false);
  ready_ = false;
  scheduleFrame();
}

QSize VtkView::deviceSize() const {
  return (QSizeF(size()) * devicePixelRatioF()).toSize();
}

void VtkView::applySize() {
  const QSize device = deviceSize();
  interactor_->UpdateSize(device.width(), device.height());
  content_.setPixelRatio(devicePixelRatioF());
  dirty_ = true;
}

void VtkView::resizeGL(int, int) {
  Q_EMIT resized();
  applySize();
  if (frameCount_ > 0) scheduleDraft();
}

bool VtkView::event(QEvent* event) {
  if (event->type() == QEvent::ScreenChangeInternal && ready_) {
    applySize();
    scheduleFrame();
  }
  return QOpenGLWidget::event(event);
}

void VtkView::sceneChanged() {
  refine_.stop();
  useQuality(true);
  scheduleFrame();
}

void VtkView::setLegendVisible(bool visible) {
  legendVisible_ = visible;
  sceneChanged();
}

void VtkView::scheduleFrame() {
  ++wanted_;
  dirty_ = true;
  update();
}

void VtkView::scheduleDraft() {
  if (fullFrame_ms_ < 0 || fullFrame_ms_ > kQuickFrame_ms) {
    useQuality(false);
    refine_.start();
  }
  scheduleFrame();
}

void VtkView::useQuality(bool full) {
  if (full_ == full) return;
  full_ = full;
  window_->SetMultiSamples(full ? kSamples : 0);
  content_.setQuality(full ? SceneContent::Quality::Full : SceneContent::Quality::Draft);
}

bool VtkView::isFullyDrawn() const {
  return onScreen_ == wanted_;
}

void VtkView::paintGL() {
  if (!ready_ || painting_) return;
  const QScopedValueRollback<bool> guard(painting_, true);
  vtkOpenGLState* state = window_->GetState();
  state->Reset();  // forget what VTK remembers and read the real state
  state->Push();   // Qt gets its own back
  state->vtkglDepthFunc(GL_LEQUAL);
  if (dirty_) renderFrame();
  copyToWidget();
  state->Reset();
  state->Pop();
  context()->functions()->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
  paintOverlay();
}

void VtkView::renderFrame() {
  QElapsedTimer timer;
  timer.start();
  content_.resetClipping();
  window_->Render();
  if (full_) context()->functions()->glFinish();  // once at rest: to know what a full frame costs
  if (full_) {
    fullFrame_ms_ = static_cast<double>(timer.nsecsElapsed()) * 1e-6;
    painted_ = wanted_;
  }
  ++frameCount_;
  dirty_ = false;
}

void VtkView::copyToWidget() {
  makeCurrent();  // a render observer may have switched contexts
  QOpenGLExtraFunctions* gl = context()->extraFunctions();
  gl->glBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
  const GLenum attachment = GL_COLOR_ATTACHMENT0;
  gl->glDrawBuffers(1, &attachment);
  window_->GetState()->ResetFramebufferBindings();
  const int* from = window_->GetSize();
  const QSize to = deviceSize();
  window_->BlitDisplayFramebuffer(0, 0, 0, from[0], from[1], 0, 0, to.width(), to.height(),
                                  GL_COLOR_BUFFER_BIT, GL_NEAREST);
  // Qt composes the widget with its alpha: make it opaque.
  gl->glBindFramebuffer(GL_FRAMEBUFFER, defaultFramebufferObject());
  gl->glDisable(GL_SCISSOR_TEST);
  gl->glColorMask(GL_FALSE, GL_FALSE, GL_FALSE, GL_TRUE);
  gl->glClearColor(0, 0, 0, 1);
  gl->glClear(GL_COLOR_BUFFER_BIT);
  gl->glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
}

void VtkView::paintOverlay() {
  // Not QPainter(this): inside QWidget::grab() of a parent that is redirected, and lost.
  QOpenGLPaintDevice device(deviceSize());
  device.setDevicePixelRatio(devicePixelRatioF());
  QPainter painter(&device);
  scene_overlay::paint(painter, size(), content_, legendVisible_);
}

void VtkView::onFrameSwapped() {
  onScreen_ = painted_;
  if (!isFullyDrawn() || announced_ == onScreen_) return;
  announced_ = onScreen_;
  // Later: who listens may want to grab the window, and Qt is in the middle of showing it.
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (isFullyDrawn()) Q_EMIT fullyDrawn();
      },
      Qt::QueuedConnection);
}

QImage VtkView::fullPicture() {
  if (!full_) sceneChanged();
  return grabFramebuffer();
}

void VtkView::passOn(unsigned long vtkEvent, const QPointF& at, Qt::KeyboardModifiers modifiers,
                     int repeat) {
  const double ratio = devicePixelRatioF();
  interactor_->SetEventInformation(static_cast<int>(at.x() * ratio),
                                   window_->GetSize()[1] - 1 - static_cast<int>(at.y() * ratio),
                                   modifiers.testFlag(Qt::ControlModifier) ? 1 : 0,
                                   modifiers.testFlag(Qt::ShiftModifier) ? 1 : 0, 0, repeat);
  if (vtkEvent != vtkCommand::NoEvent) interactor_->InvokeEvent(vtkEvent);
}

void VtkView::mousePressEvent(QMouseEvent* event) {
  pressedAt_ = event->position();
  dragged_ = false;
  passOn(vtkEventOf(event->button(), Kind::Press), event->position(), event->modifiers());
}

void VtkView::mouseReleaseEvent(QMouseEvent* event) {
  passOn(vtkEventOf(event->button(), Kind::Release), event->position(), event->modifiers());
  if (event->button() == Qt::LeftButton && !dragged_) {
    Q_EMIT clicked(event->position(), event->modifiers());
  }
}

void VtkView::mouseDoubleClickEvent(QMouseEvent* event) {
  pressedAt_ = event->position();
  dragged_ = true;  // the first of the two clicks was announced already
  passOn(vtkEventOf(event->button(), Kind::DoubleClick), event->position(), event->modifiers(), 1);
}

void VtkView::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() == Qt::NoButton) {
    Q_EMIT pointerMoved(event->position());
    return;
  }
  const QPointF way = event->position() - pressedAt_;
  if (!dragged_ && way.manhattanLength() < QApplication::startDragDistance()) return;
  dragged_ = true;
  passOn(vtkCommand::MouseMoveEvent, event->position(), event->modifiers());
}

void VtkView::wheelEvent(QWheelEvent* event) {
  wheelRest_ += event->angleDelta().y();
  for (; wheelRest_ >= kWheelStep; wheelRest_ -= kWheelStep) {
    passOn(vtkCommand::MouseWheelForwardEvent, event->position(), event->modifiers());
  }
  for (; wheelRest_ <= -kWheelStep; wheelRest_ += kWheelStep) {
    passOn(vtkCommand::MouseWheelBackwardEvent, event->position(), event->modifiers());
  }
  event->accept();
}

void VtkView::leaveEvent(QEvent* event) {
  Q_EMIT pointerLeft();
  QOpenGLWidget::leaveEvent(event);
}
