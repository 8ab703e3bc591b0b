// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/Icons.hpp"

#include <QFile>
#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QSvgRenderer>

// A static library's resources are only there when asked for by name, outside of any namespace.
static void loadIconResources() {
  Q_INIT_RESOURCE(icons);
}

namespace {

QByteArray svgIn(const QByteArray& svg, const QColor& colour) {
  return QByteArray(svg).replace("currentColor", colour.name().toLatin1());
}

void addPixmaps(QIcon& icon, const QByteArray& svg, QIcon::Mode mode) {
  QSvgRenderer renderer(svg);
  for (const int size : {16, 20, 24, 32, 48, 64, 128}) {
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    icon.addPixmap(pixmap, mode);
  }
}

}  // namespace

QIcon iconNamed(const QString& name) {
  return iconNamed(name, QGuiApplication::palette().color(QPalette::Active, QPalette::ButtonText));
}

QIcon iconNamed(const QString& name, const QColor& colour) {
  loadIconResources();
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  QIcon icon;
  if (!file.open(QIODevice::ReadOnly)) return icon;
  const QByteArray svg = file.readAll();
  const QPalette palette = QGuiApplication::palette();
  addPixmaps(icon, svgIn(svg, colour), QIcon::Normal);
  addPixmaps(icon, svgIn(svg, palette.color(QPalette::Disabled, QPalette::ButtonText)),
             QIcon::Disabled);
  return icon;
}
