// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QSize>
#include <QString>

class QPainter;
class SceneContent;

/// What is written over a scene: legend, scale bar, directions of the axes.
namespace scene_overlay {

constexpr int kLegendLines = 10;

/// @param size the scene's, in the painter's (logical) pixels
void paint(QPainter& painter, const QSize& size, const SceneContent& content, bool withLegend);

/// The longest of 1, 2, 5, 10, … µm that takes at most `atMostPixels`.
double scaleBarLength_um(double umPerPixel, double atMostPixels);
QString lengthText(double length_um);  ///< "200 nm", "50 µm", "2 mm"

}  // namespace scene_overlay
