// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QColor>

/// The two grounds a scene can be drawn on: dark for work, light for figures.
enum class SceneGround { Dark, Light };

QColor groundColour(SceneGround ground);
QColor inkColour(SceneGround ground);  ///< text, scale bar

/// The colour itself where it can be told from the ground, else the same hue made lighter (darker)
/// until it can: the dark end of viridis on the dark ground, pale yellow on the light one.
QColor readableOn(SceneGround ground, const QColor& colour);

/// How a neuron is drawn that is there for orientation only: grey, with a touch of its colour, and
/// near the ground's.
QColor contextColour(SceneGround ground, const QColor& colour);
