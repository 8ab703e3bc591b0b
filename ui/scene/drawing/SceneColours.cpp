// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneColours.hpp"

#include <algorithm>
#include <cmath>

namespace {

// WCAG 2 asks for 3 between lines or symbols and their background; thin lines on a dark background
// are still visible a little below that.
constexpr double kLeastContrast = 2.6;

double linear(double channel) {
  return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& colour) {
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
         0.0722 * linear(colour.blueF());
}

double contrast(const QColor& a, const QColor& b) {
  const double la = luminance(a);
  const double lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor mixed(const QColor& a, const QColor& b, double share) {
  const auto mix = [share](int x, int y) {
    return static_cast<int>(std::lround(x + share * (y - x)));
  };
  return QColor(mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue()));
}

}  // namespace

QColor backgroundColour(SceneBackground background) {
  return background == SceneBackground::Dark ? QColor(24, 26, 30) : QColor(250, 250, 250);
}

QColor inkColour(SceneBackground background) {
  return background == SceneBackground::Dark ? QColor(224, 226, 230) : QColor(40, 42, 46);
}

QColor readableOn(SceneBackground background, const QColor& colour) {
  const QColor opaque = colour.isValid() ? QColor(colour.rgb()) : QColor(160, 160, 160);
  const QColor away = background == SceneBackground::Dark ? QColor(Qt::white) : QColor(Qt::black);
  QColor result = opaque;
  for (int step = 1; step <= 20 && contrast(result, backgroundColour(background)) < kLeastContrast;
       ++step) {
    result = mixed(opaque, away, step / 20.0);
  }
  return result;
}

QColor contextColour(SceneBackground background, const QColor& colour) {
  const QColor grey = mixed(QColor(128, 132, 140), QColor(colour.rgb()), 0.2);
  return mixed(grey, backgroundColour(background), 0.45);
}
