// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneOffscreen.hpp"

#include "compute/base/Error.hpp"
#include "ui/scene/drawing/GlewFix.hpp"
#include "ui/scene/drawing/SceneCamera.hpp"
#include "ui/scene/drawing/SceneContent.hpp"
#include "ui/scene/drawing/SceneOverlay.hpp"
#include "ui/scene/surface/MeshFile.hpp"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QPainter>

namespace {
QString tr(const char* text) {
  return QCoreApplication::translate("SceneOffscreen", text);
}
}  // namespace

#ifdef NBLAST_HAS_EGL
#include <QOpenGLContext>
#include <vtkCallbackCommand.h>
#include <vtkCommand.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkRenderer.h>
#include <vtkUnsignedCharArray.h>

#include <EGL/egl.h>
#include <EGL/eglext.h>

namespace {

/// An OpenGL 3.2 core context without window or screen, current while it lives.
/// The constructor throws IoError where there is none to be had.
class EglContext {
 public:
  EglContext() {
    if (QOpenGLContext* current = QOpenGLContext::currentContext()) {
      qtContext_ = current;
      qtSurface_ = current->surface();
      current->doneCurrent();
    }
    QString problem;
    if (!openDisplay()) {
      problem = tr("EGL offers no display without a screen (Mesa's libegl-mesa0 is missing)");
    } else if (!makeContext()) {
      problem = tr("EGL offers no OpenGL 3.2 context (error 0x%1)").arg(eglGetError(), 0, 16);
    }
    if (problem.isEmpty()) return;
    release();
    throw nblast::IoError(tr("No 3D picture can be drawn here: %1.").arg(problem).toStdString());
  }
  ~EglContext() { release(); }
  EglContext(const EglContext&) = delete;
  EglContext& operator=(const EglContext&) = delete;

 private:
  void release() {
    if (display_ != EGL_NO_DISPLAY) {
      eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
      if (context_ != EGL_NO_CONTEXT) eglDestroyContext(display_, context_);
      eglTerminate(display_);
    }
    if (qtContext_ != nullptr) qtContext_->makeCurrent(qtSurface_);
  }

  bool openDisplay() {
    const auto getDisplay = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
        eglGetProcAddress("eglGetPlatformDisplayEXT"));
    if (getDisplay == nullptr) return false;
    if (start(getDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr))) return true;
    // Without Mesa: the graphics cards themselves (NVIDIA's driver).
    const auto queryDevices =
        reinterpret_cast<PFNEGLQUERYDEVICESEXTPROC>(eglGetProcAddress("eglQueryDevicesEXT"));
    EGLDeviceEXT devices[16];
    EGLint count = 0;
    if (queryDevices == nullptr || queryDevices(16, devices, &count) == EGL_FALSE) return false;
    for (EGLint i = 0; i < count; ++i) {
      if (start(getDisplay(EGL_PLATFORM_DEVICE_EXT, devices[i], nullptr))) return true;
    }
    return false;
  }

  bool start(EGLDisplay display) {
    if (display == EGL_NO_DISPLAY || eglInitialize(display, nullptr, nullptr) == EGL_FALSE)
      return false;
    display_ = display;
    return true;
  }

  bool makeContext() {
    if (eglBindAPI(EGL_OPENGL_API) == EGL_FALSE) return false;
    const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT,
                             EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (eglChooseConfig(display_, wanted, &config, 1, &count) == EGL_FALSE || count == 0)
      return false;
    const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION,
                              3,
                              EGL_CONTEXT_MINOR_VERSION,
                              2,
                              EGL_CONTEXT_OPENGL_PROFILE_MASK,
                              EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                              EGL_NONE};
    context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, version);
    return context_ != EGL_NO_CONTEXT &&
           eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, context_) == EGL_TRUE;
  }

  EGLDisplay display_ = EGL_NO_DISPLAY;
  EGLContext context_ = EGL_NO_CONTEXT;
  QOpenGLContext* qtContext_ = nullptr;
  QSurface* qtSurface_ = nullptr;
};

QImage draw(SceneContent& content, const QSize& size) {
  vtkNew<vtkGenericOpenGLRenderWindow> window;
  window->SetFrameBlitModeToNoBlit();
  window->SetOwnContext(1);
  window->SetSize(size.width(), size.height());
  window->SetMultiSamples(4);
  window->SetStencilCapable(1);
  window->SetForceMaximumHardwareLineWidth(1);
  vtkNew<vtkCallbackCommand> isCurrent;
  isCurrent->SetCallback(
      [](vtkObject*, unsigned long, void*, void* answer) { *static_cast<bool*>(answer) = true; });
  window->AddObserver(vtkCommand::WindowIsCurrentEvent, isCurrent);
  window->OpenGLInit();
  content.addTo(window);
  content.resetClipping();
  window->Render();
  vtkNew<vtkUnsignedCharArray> pixels;
  window->GetPixelData(0, 0, size.width() - 1, size.height() - 1, 1, pixels, 0);
  const QImage upsideDown(pixels->GetPointer(0), size.width(), size.height(), 3 * size.width(),
                          QImage::Format_RGB888);
  QImage picture = upsideDown.mirrored().convertToFormat(QImage::Format_RGB32);
  content.removeFrom(window);
  window->Finalize();
  return picture;
}

}  // namespace
#endif

QImage renderSceneOffscreen(const QVector<SceneNeuron>& neurons, const QString& meshPath,
                            double meshUmPerUnit, const QSize& size) {
#ifdef NBLAST_HAS_EGL
  keepGlewFix();
  if (size.isEmpty())
    throw nblast::InputError(
        tr("A picture needs a width and a height of at least one pixel.").toStdString());
  SceneContent content;
  content.setNeurons(neurons);
  if (!meshPath.isEmpty()) content.showMesh(readMeshFile(meshPath, meshUmPerUnit));
  const EglContext egl;
  scene_camera::frame(*content.camera(), content.bounds(), size);
  QImage picture = draw(content, size);
  // Text needs fonts, which Qt has only with a QGuiApplication (its "offscreen" platform will do).
  if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()) != nullptr) {
    QPainter painter(&picture);
    scene_overlay::paint(painter, size, content, true);
  }
  return picture;
#else
  (void)neurons, (void)meshPath, (void)meshUmPerUnit, (void)size;
  throw nblast::IoError(
      tr("No 3D picture can be drawn without a display: this program was built without EGL "
         "(libegl-dev was missing).")
          .toStdString());
#endif
}
