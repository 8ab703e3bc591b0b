// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/GlAvailability.hpp"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>

namespace {

/// On the other platforms (offscreen, minimal, vnc, linuxfb) Qt 6.4 either has no OpenGL or crashes
/// in its composition, even where a context can be made: no QOpenGLWidget may be created there.
bool canCompose(const QString& platform) {
  return platform == QLatin1String("xcb") || platform == QLatin1String("eglfs") ||
         platform.startsWith(QLatin1String("wayland"));
}

QString tr(const char* text) {
  return QCoreApplication::translate("GlAvailability", text);
}

QString findReason() {
  const QString platform = QGuiApplication::platformName();
  if (!canCompose(platform)) {
    return tr("Qt's platform \"%1\" cannot show OpenGL windows").arg(platform);
  }
  QOpenGLContext context;
  context.setFormat(sceneSurfaceFormat());
  if (!context.create()) {
    return tr(
        "this display offers no OpenGL context (a graphics driver, or Mesa's software "
        "driver libgl1-mesa-dri, is missing)");
  }
  QOffscreenSurface surface;
  surface.setFormat(context.format());
  surface.create();
  if (!context.makeCurrent(&surface)) {
    return tr("this display's OpenGL context cannot be used");
  }
  const auto* name = context.functions()->glGetString(GL_RENDERER);
  const QString driver = QString::fromLatin1(reinterpret_cast<const char*>(name));
  const auto version = context.format().version();
  context.doneCurrent();
  if (version < qMakePair(3, 2)) {
    return tr("OpenGL 3.2 is needed, and this display offers only %1.%2 (%3)")
        .arg(version.first)
        .arg(version.second)
        .arg(driver);
  }
  return {};
}

}  // namespace

QSurfaceFormat sceneSurfaceFormat() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setSwapBehavior(QSurfaceFormat::DoubleBuffer);
  format.setRedBufferSize(8);
  format.setGreenBufferSize(8);
  format.setBlueBufferSize(8);
  format.setAlphaBufferSize(8);
  format.setDepthBufferSize(24);
  format.setStencilBufferSize(8);
  format.setSamples(0);
  return format;
}

QString glUnavailableReason() {
  static const QString kReason = findReason();
  return kReason;
}
