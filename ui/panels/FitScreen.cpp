#include "ui/panels/FitScreen.hpp"

#include <QGuiApplication>
#include <QScreen>
#include <QWidget>

#include <algorithm>

QRect fittedTo(const QRect& wanted, const QRect& room) {
  const QSize size = wanted.size().boundedTo(room.size());
  const int x = std::clamp(wanted.x(), room.x(), room.x() + room.width() - size.width());
  const int y = std::clamp(wanted.y(), room.y(), room.y() + room.height() - size.height());
  return {QPoint(x, y), size};
}

void fitToScreen(QWidget* window) {
  if ((window->windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen)) != 0) return;
  const QRect inside = window->geometry();
  const QRect framed = window->frameGeometry();
  const QMargins frame(inside.left() - framed.left(), inside.top() - framed.top(),
                       framed.right() - inside.right(), framed.bottom() - inside.bottom());
  QScreen* screen = QGuiApplication::screenAt(framed.center());
  if (screen == nullptr) screen = window->screen();
  const QRect room = screen->availableGeometry();
  const QRect fitted = fittedTo(framed, room);
  if (fitted == framed) return;
  window->resize(fitted.marginsRemoved(frame).size());
  window->move(fitted.topLeft());  // of the frame
}
