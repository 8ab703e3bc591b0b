// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneColours.hpp"

#include <algorithm>
#include <cmath>

namespace {

// Of WCAG 2: 3 is asked of lines and symbols; thin lines on a dark ground hold up a little below
// it.
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

QColor groundColour(SceneGround ground) {
  return ground == SceneGround::Dark ? QColor(24, 26, 30) : QColor(250, 250, 250);
}

QColor inkColour(SceneGround ground) {
  return ground == SceneGround::Dark ? QColor(224, 226, 230) : QColor(40, 42, 46);
}

QColor readableOn(SceneGround ground, const QColor& colour) {
  const QColor opaque = colour.isValid() ? QColor(colour.rgb()) : QColor(160, 160, 160);
  const QColor away = ground == SceneGround::Dark ? QColor(Qt::white) : QColor(Qt::black);
  QColor result = opaque;
  for (int step = 1; step <= 20 && contrast(result, groundColour(ground)) < kLeastContrast;
       ++step) {
    result = mixed(opaque, away, step / 20.0);
  }
  return result;
}

QColor contextColour(SceneGround ground, const QColor& colour) {
  const QColor grey = mixed(QColor(128, 132, 140), QColor(colour.rgb()), 0.2);
  return mixed(grey, groundColour(ground), 0.45);
}
