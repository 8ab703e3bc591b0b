// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/FitScreen.hpp"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>

#include <algorithm>

namespace {
/// Of a window that has none yet: what window managers are likely to put around it.
constexpr QMargins kLikelyFrame(4, 32, 4, 4);
constexpr QSize kAllViews(1280, 800);
constexpr QSize kEnough(1920, 1200);
constexpr double kMostOfTheScreen = 0.9;
}  // namespace

QSize firstSizeOn(const QSize& room) {
  return (room * kMostOfTheScreen).boundedTo(kEnough).expandedTo(kAllViews);
}

QRect fittedTo(const QRect& wanted, const QRect& room) {
  const QSize size = wanted.size().boundedTo(room.size());
  const int x = std::clamp(wanted.x(), room.x(), room.x() + room.width() - size.width());
  const int y = std::clamp(wanted.y(), room.y(), room.y() + room.height() - size.height());
  return {QPoint(x, y), size};
}

void fitToScreen(QWidget* window) {
  if ((window->windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen)) != 0) return;
  const QRect inside = window->geometry();
  QRect framed = window->frameGeometry();
  QMargins frame(inside.left() - framed.left(), inside.top() - framed.top(),
                 framed.right() - inside.right(), framed.bottom() - inside.bottom());
  if (!window->isVisible()) {
    frame = kLikelyFrame;
    framed = inside.marginsAdded(frame);
  }
  QScreen* screen = QGuiApplication::screenAt(framed.center());
  if (screen == nullptr) screen = window->screen();
  const QRect room = screen->availableGeometry();
  const QRect fitted = fittedTo(framed, room);
  if (fitted == framed) return;
  window->resize(fitted.marginsRemoved(frame).size());
  // Where a new window goes is the window manager's choice.
  if (window->isVisible() || window->testAttribute(Qt::WA_Moved)) window->move(fitted.topLeft());
}
