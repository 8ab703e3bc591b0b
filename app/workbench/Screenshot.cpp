// SPDX-License-Identifier: BSD-3-Clause
#include "app/workbench/Screenshot.hpp"

#include "compute/base/Error.hpp"
#include "ui/export/PictureFile.hpp"
#include "ui/widgets/MessageBar.hpp"
#include "ui/window/MainWindow.hpp"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace {

constexpr int kLook_ms = 50;
constexpr int kQuietLooks = 10;       // drawn, and nothing has begun to move again
constexpr int kMostIdleLooks = 1200;  // a minute with nothing to read or run, and still not drawn

QJsonArray inPixels(const QRect& rect, double ratio) {
  return {qRound(rect.x() * ratio), qRound(rect.y() * ratio), qRound(rect.width() * ratio),
          qRound(rect.height() * ratio)};
}

}  // namespace

Screenshot::Screenshot(MainWindow* window, const QString& path, QObject* parent)
    : QObject(parent), window_(window), path_(path) {
  connect(window_->messages(), &MessageBar::shown, this,
          [this](MessageKind kind, const QString& sentence) {
            std::fprintf(stderr, "%s\n", qPrintable(sentence));
            failed_ = failed_ || kind == MessageKind::Error;
          });
  connect(&timer_, &QTimer::timeout, this, &Screenshot::look);
  timer_.start(kLook_ms);
}

void Screenshot::look() {
  idleLooks_ = window_->workspace()->isBusy() ? 0 : idleLooks_ + 1;
  quietLooks_ = window_->isFullyDrawn() ? quietLooks_ + 1 : 0;
  if (quietLooks_ >= kQuietLooks) return QCoreApplication::quit();
  if (idleLooks_ < kMostIdleLooks) return;
  std::fprintf(stderr,
               "The window was not fully drawn after a minute; the picture shows it as it is.\n");
  failed_ = true;
  QCoreApplication::quit();
}

int Screenshot::take() {
  timer_.stop();
  const QImage picture = window_->grab().toImage();
  try {
    writePicture(picture, path_);
    const double ratio = picture.devicePixelRatio();
    QJsonObject places;
    const auto rects = window_->pictureRects();
    for (auto rect = rects.begin(); rect != rects.end(); ++rect)
      places.insert(rect.key(), inPixels(rect.value(), ratio));
    std::printf("%s\n", QJsonDocument(places).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
  } catch (const nblast::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    failed_ = true;
  }
  return failed_ ? 1 : 0;
}
