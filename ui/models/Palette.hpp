// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QtGlobal>

/// The colours that tell things apart in the window, as 0xFFRRGGBB (a QRgb: this library does
/// without Qt Gui). After Okabe and Ito, so that most people can tell them apart, and lightened, so
/// that they can be seen on the dark background of the 3D view.

/// The colour of the i-th set, match or picked neuron; the colours begin again after the last.
quint32 paletteColour(qsizetype i);

/// The colour of the query, which is like none of the others.
quint32 queryColour();
