// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QElapsedTimer>
#include <QOpenGLWidget>
#include <QPointF>
#include <QTimer>
#include <vtkNew.h>

class QSurface;
class SceneContent;
class vtkGenericOpenGLRenderWindow;
class vtkGenericRenderWindowInteractor;
class vtkObject;

/// Hosts a scene in Qt: VTK draws into its own multisampled framebuffer, paintGL() copies the
/// result into Qt's. VTK renders in paintGL() only; whatever else wants a frame schedules one.
/// While the mouse moves the scene is drawn as a draft (where full quality takes long), and in full
/// quality a moment after the last movement.
class VtkView : public QOpenGLWidget {
  Q_OBJECT
 public:
  /// @param content must outlive the view
  explicit VtkView(SceneContent& content, QWidget* parent = nullptr);
  ~VtkView() override;

  void sceneChanged();  ///< draw again, in full quality
  void setLegendVisible(bool visible);
  bool isFullyDrawn() const;  ///< the last change is on screen in full quality
  QImage fullPicture();       ///< draws in full quality now; null before the view was first shown

  int frameCount() const { return frameCount_; }

 Q_SIGNALS:
  /// The left button was pressed and released without a drag.
  void clicked(const QPointF& at, Qt::KeyboardModifiers modifiers);
  void pointerMoved(const QPointF& at);  ///< without a button
  void pointerLeft();
  void cameraMoved();  ///< by the mouse
  void resized();      ///< before it is drawn in its new size
  void fullyDrawn();
  void failed(const QString& reason);  ///< the real context is not what the trial promised

 protected:
  void initializeGL() override;
  void resizeGL(int width, int height) override;
  void paintGL() override;
  bool event(QEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void connectWindow();
  void onMakeCurrent(vtkObject*, unsigned long, void*);
  void onIsCurrent(vtkObject*, unsigned long, void* answer);
  void onRenderWanted(vtkObject*, unsigned long, void*);
  void releaseGl();
  void applySize();
  QSize deviceSize() const;

  void scheduleFrame();
  void scheduleDraft();
  void useQuality(bool full);
  void renderFrame();
  void copyToWidget();
  void paintOverlay();
  void onFrameSwapped();
  void passOn(unsigned long vtkEvent, const QPointF& at, Qt::KeyboardModifiers modifiers,
              int repeat = 0);

  SceneContent& content_;
  vtkNew<vtkGenericOpenGLRenderWindow> window_;
  vtkNew<vtkGenericRenderWindowInteractor> interactor_;
  QSurface* surface_ = nullptr;
  bool ready_ = false;  // VTK has its context
  bool dirty_ = true;   // VTK's framebuffer is out of date
  bool painting_ = false;
  bool legendVisible_ = true;

  QTimer refine_;          // from the last movement to full quality
  bool full_ = true;       // the quality of the next frame
  quint64 wanted_ = 1;     // counts changes ...
  quint64 painted_ = 0;    // ... up to here drawn in full quality, ...
  quint64 onScreen_ = 0;   // ... up to here shown
  quint64 announced_ = 0;  // ... and announced
  double fullFrame_ms_ = -1;
  int frameCount_ = 0;

  QPointF pressedAt_;
  bool dragged_ = false;
  int wheelRest_ = 0;  // touchpads send small steps
};
