// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QRect>
#include <QSize>

class QWidget;

/// A rectangle moved, and where that is not enough made smaller, so that it lies in `room`.
QRect fittedTo(const QRect& wanted, const QRect& room);

/// For a window that nobody has sized yet: most of the screen, as far as the views gain by it;
/// never less than all views need side by side, even where the screen is smaller (fitToScreen).
QSize firstSizeOn(const QSize& room);

/// Brings a window, with its frame, onto the screen it is on; onto the first screen where it is on
/// none (any more). Maximised and full-screen windows are left alone.
void fitToScreen(QWidget* window);
