// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QString>
#include <QSurfaceFormat>

/// What the 3D view asks of OpenGL: 3.2 core, no multisampling (VTK multisamples in its own
/// framebuffer).
QSurfaceFormat sceneSurfaceFormat();

/// Empty where a QOpenGLWidget will work, else why not, as one sentence. Found out once per
/// process, by making a trial context; needs a QGuiApplication.
QString glUnavailableReason();
