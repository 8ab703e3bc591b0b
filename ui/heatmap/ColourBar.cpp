// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/ColourBar.hpp"

#include <QCoreApplication>
#include <QImage>
#include <QPainter>
#include <QPalette>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {
double roundStep(double range, int most) {
  const double rough = range / std::max(1, most);
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * (1 - 1e-9)) return factor * power;
  }
  return 10.0 * power;
}
/// The colour of what was not kept, and below it in words what is known of it.
class NotKeptKey {
 public:
  NotKeptKey(QPainter& painter, const QString& text, double width)
      : text_(text), font_(painter.font()) {
    if (text.isEmpty()) return;
    font_.setPointSizeF(font_.pointSizeF() * 0.85);
    words_ = QFontMetricsF(font_).boundingRect(QRectF(0, 0, width, 1000), kWrapped, text);
  }
  double height() const { return text_.isEmpty() ? 0 : kSwatch + 3 + words_.height(); }

  void paint(QPainter& painter, const QPointF& corner) const {
    if (text_.isEmpty()) return;
    const QRectF swatch(corner, QSizeF(14, kSwatch));
    painter.fillRect(swatch, QColor::fromRgb(ColourScale::notKeptColour()));
    painter.drawRect(swatch.adjusted(-0.5, -0.5, 0.5, 0.5));
    painter.save();
    painter.setFont(font_);
    painter.drawText(QRectF(corner + QPointF(0, kSwatch + 3), words_.size() + QSizeF(1, 1)),
                     kWrapped, text_);
    painter.restore();
  }

 private:
  static constexpr int kWrapped = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
  static constexpr double kSwatch = 11;
  QString text_;
  QFont font_;
  QRectF words_;
};
}  // namespace

QVector<ColourBarTick> colourBarTicks(double lowest, double highest, int most) {
  const double step = roundStep(highest - lowest, most);
  const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(step) + 1e-9)), 0, 9);
  QVector<ColourBarTick> ticks;
  const double first = std::ceil(lowest / step - 1e-9);
  for (int i = 0; i <= most; ++i) {
    double value = (first + i) * step;
    if (value > highest + step * 1e-9) break;
    if (std::abs(value) < step * 1e-9) value = 0.0;  // not "-0.0"
    QString text = QString::number(value, 'f', decimals);
    text.replace(QLatin1Char('-'), QChar(0x2212));
    ticks.append({value, text});
  }
  return ticks;
}

QRectF paintColourBar(QPainter& painter, const QRectF& area, const ColourScale& scale,
                      const QString& notKept, const QPalette& palette) {
  const QFontMetricsF metrics(painter.font());
  const double title = metrics.height() + 4;
  // Half a line below the bar, so that the lowest tick's figure is not cut off.
  const double below = std::ceil(metrics.height() / 2);
  const NotKeptKey key(painter, notKept, kColourBarWidth - 14);
  const double keyHeight = key.height() > 0 ? std::ceil(key.height()) + 4 : 0;
  const QRectF bar(area.x() + 14, area.y() + title, 14, area.height() - title - below - keyHeight);
  if (bar.height() < 24) return {};
  QImage colours(1, std::max(1, qRound(bar.height() * 2)), QImage::Format_RGB32);
  std::vector<float> scores(static_cast<std::size_t>(colours.height()));
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const double share = 1.0 - (static_cast<double>(i) + 0.5) / colours.height();
    scores[i] = static_cast<float>(scale.lowest() + share * (scale.highest() - scale.lowest()));
  }
  std::vector<QRgb> gradient(scores.size());  // at once: the heatmap's threads use the scale too
  scale.mapScores(scores.data(), colours.height(), gradient.data());
  for (int y = 0; y < colours.height(); ++y)
    colours.setPixel(0, y, gradient[static_cast<std::size_t>(y)]);
  painter.drawImage(bar, colours);
  QColor line = palette.color(QPalette::WindowText);
  painter.setPen(line);
  painter.drawText(QPointF(bar.left(), area.y() + metrics.ascent()),
                   QCoreApplication::translate("ColourBar", "score"));
  const int most = std::max(2, static_cast<int>(bar.height() / (metrics.height() * 2.2)));
  for (const ColourBarTick& tick : colourBarTicks(scale.lowest(), scale.highest(), most)) {
    const double share = (tick.value - scale.lowest()) / (scale.highest() - scale.lowest());
    const double y = bar.bottom() - share * bar.height();
    painter.fillRect(QRectF(bar.right(), std::round(y - 0.5), 4, 1), line);
    painter.drawText(QPointF(bar.right() + 7, y + metrics.capHeight() / 2), tick.text);
  }
  key.paint(painter, QPointF(bar.left(), bar.bottom() + below + 4));
  line.setAlphaF(0.5F);
  painter.setPen(line);
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5));
  return bar;
}
