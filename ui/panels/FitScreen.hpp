#pragma once
#include <QRect>

class QWidget;

/// A rectangle moved, and where that is not enough made smaller, so that it lies in `room`.
QRect fittedTo(const QRect& wanted, const QRect& room);

/// Brings a window, with its frame, onto the screen it is on; onto the first screen where it is on
/// none (any more). Maximised and full-screen windows are left alone.
void fitToScreen(QWidget* window);
