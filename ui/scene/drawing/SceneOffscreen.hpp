// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneNeuron.hpp"

#include <QImage>
#include <QSize>
#include <QString>
#include <QVector>

/// The same scene without any display (EGL). The tests alone call it so far: nblast-workbench
/// --screenshot shows the real window, and so does packaging/run, under a virtual display.
/// @param meshPath of a surface that is drawn too; empty: none
/// @throws InputError where the surface cannot be used, or the size is empty
/// @throws IoError where there is no OpenGL without a display
QImage renderSceneOffscreen(const QVector<SceneNeuron>& neurons, const QString& meshPath,
                            double meshUmPerUnit, const QSize& size);
