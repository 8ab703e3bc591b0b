// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QColor>

/// The two backgrounds a scene can be drawn on: dark for work, light for figures.
enum class SceneBackground { Dark, Light };

QColor backgroundColour(SceneBackground background);
QColor inkColour(SceneBackground background);  ///< text, scale bar

/// The colour itself where it stands out from the background, else the same hue made lighter
/// (darker) until it can: the dark end of viridis on the dark background, pale yellow on the light
/// one.
QColor readableOn(SceneBackground background, const QColor& colour);

/// How a neuron is drawn that is there for orientation only: grey, with a touch of its colour, and
/// near the background's.
QColor contextColour(SceneBackground background, const QColor& colour);
