#include "ui/scene/SceneOverlay.hpp"

#include "ui/scene/SceneCamera.hpp"
#include "ui/scene/SceneContent.hpp"

#include <QFontMetrics>
#include <QGuiApplication>
#include <QPainter>
#include <vtkCamera.h>
#include <vtkMatrix4x4.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace {

constexpr int kGap = 10;     // to the view's border
constexpr int kInset = 6;    // inside a panel
constexpr int kSwatch = 10;  // side of a colour's square

/// A veil of the ground's colour, so that text stays readable over neurons.
void paintPanel(QPainter& painter, const QRectF& box, SceneGround ground) {
  QColor veil = groundColour(ground);
  veil.setAlpha(190);
  painter.setPen(Qt::NoPen);
  painter.setBrush(veil);
  painter.drawRoundedRect(box, 4, 4);
}

class LegendPainter {
 public:
  LegendPainter(QPainter& painter, const QSize& size, const SceneContent& content)
      : painter_(painter), content_(content), metrics_(painter.font()) {
    lineHeight_ = metrics_.height() + 3;
    const auto count = static_cast<int>(content.neurons().size());
    const int fitting = std::max(1, (size.height() / 2 - 2 * kInset) / lineHeight_);
    const int lines = std::min(SceneOverlay::kLegendLines, fitting);
    // "and 1 more" takes the line that the one would have taken
    shown_ = count <= lines + 1 ? count : lines;
    if (count > shown_ && haveOneColour()) shown_ = 0;  // names tell nothing then, a count does
    widest_ = std::clamp(size.width() / 3, 60, 260);
    widestLine_ = size.width() - 2 * kGap - kSwatch - 3 * kInset;
  }

  void paint() {
    QStringList texts;
    int width = 0;
    for (int i = 0; i < shown_; ++i) {
      texts << lineOf(content_.neurons()[i]);
    }
    const auto rest = content_.neurons().size() - shown_;
    if (rest > 0) texts << QString(shown_ > 0 ? "and %L1 more" : "%L1 neurons").arg(rest);
    for (const QString& text : texts)
      width = std::max(width, metrics_.horizontalAdvance(text));
    const int height = static_cast<int>(texts.size()) * lineHeight_;
    paintPanel(painter_, QRectF(kGap, kGap, width + kSwatch + 3 * kInset, height + 2 * kInset - 3),
               content_.ground());
    for (int i = 0; i < texts.size(); ++i)
      paintLine(i, texts[i]);
  }

 private:
  bool haveOneColour() const {
    const auto& neurons = content_.neurons();
    return std::all_of(neurons.begin(), neurons.end(), [&](const SceneNeuron& neuron) {
      return neuron.colour == neurons.front().colour;
    });
  }

  /// The name gives way, not what is said of the neuron.
  QString lineOf(const SceneNeuron& neuron) const {
    SceneNeuron shown = neuron;
    const int detail =
        metrics_.horizontalAdvance(neuron.label()) - metrics_.horizontalAdvance(neuron.name);
    const int room = std::clamp(widestLine_ - detail, widest_ / 3, widest_);
    shown.name = metrics_.elidedText(neuron.name, Qt::ElideMiddle, room);
    return shown.label();
  }

  void paintLine(int line, const QString& text) {
    const int top = kGap + kInset + line * lineHeight_;
    const int left = kGap + kInset;
    if (line < std::max(shown_, 1)) {
      painter_.fillRect(QRectF(left, top + (metrics_.height() - kSwatch) / 2.0, kSwatch, kSwatch),
                        content_.colourOf(line));
    }
    painter_.setPen(inkColour(content_.ground()));
    painter_.drawText(left + kSwatch + kInset, top + metrics_.ascent(), text);
  }

  QPainter& painter_;
  const SceneContent& content_;
  QFontMetrics metrics_;
  int lineHeight_ = 0;
  int shown_ = 0;
  int widest_ = 0;      // a name
  int widestLine_ = 0;  // with what is said of the neuron
};

void paintScaleBar(QPainter& painter, const QSize& size, const SceneContent& content) {
  const double umPerPixel = SceneCamera::umPerPixel(*content.camera(), size.height());
  const double longest = std::min(160.0, size.width() * 0.3);
  const double length_um = SceneOverlay::scaleBarLength_um(umPerPixel, longest);
  const double length = std::round(length_um / umPerPixel);
  const QString text = SceneOverlay::lengthText(length_um);
  const QFontMetrics metrics(painter.font());
  const double width = std::max<double>(length, metrics.horizontalAdvance(text));
  const double bottom = size.height() - kGap - kInset;
  paintPanel(painter,
             QRectF(kGap, bottom - metrics.height() - 8, width + 2 * kInset,
                    metrics.height() + 8 + kInset),
             content.ground());
  painter.fillRect(QRectF(kGap + kInset + (width - length) / 2, bottom - 3, length, 3),
                   inkColour(content.ground()));
  painter.setPen(inkColour(content.ground()));
  painter.drawText(QRectF(kGap + kInset, bottom - metrics.height() - 6, width, metrics.height()),
                   Qt::AlignHCenter | Qt::AlignVCenter, text);
}

void paintAxes(QPainter& painter, const QSize& size, const SceneContent& content) {
  constexpr double kArm = 24;
  constexpr double kLetter = 8;  // from the arm's end to the letter's middle
  const bool dark = content.ground() == SceneGround::Dark;
  const std::array<QColor, 3> colours = {dark ? QColor(255, 110, 100) : QColor(190, 30, 20),
                                         dark ? QColor(110, 215, 110) : QColor(20, 130, 20),
                                         dark ? QColor(120, 165, 255) : QColor(30, 70, 200)};
  const std::array<QString, 3> letters = {QStringLiteral("x"), QStringLiteral("y"),
                                          QStringLiteral("z")};
  vtkMatrix4x4* view = content.camera()->GetViewTransformMatrix();
  std::array<int, 3> order = {0, 1, 2};
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return view->GetElement(2, a) < view->GetElement(2, b); });
  const double reach = kArm + 2 * kLetter;
  const QPointF origin(size.width() - kGap - reach, size.height() - kGap - reach);
  for (const int axis : order) {
    const QPointF direction(view->GetElement(0, axis), -view->GetElement(1, axis));
    const double shown = std::hypot(direction.x(), direction.y());
    painter.setPen(QPen(colours[static_cast<std::size_t>(axis)], 2));
    painter.drawLine(origin, origin + kArm * direction);
    if (shown < 0.3) continue;  // looks at us: the letter would sit on the cross
    const QPointF at = origin + (kArm + kLetter / shown) * direction;
    painter.drawText(QRectF(at.x() - 8, at.y() - 10, 16, 18), Qt::AlignCenter,
                     letters[static_cast<std::size_t>(axis)]);
  }
}

}  // namespace

namespace SceneOverlay {

void paint(QPainter& painter, const QSize& size, const SceneContent& content, bool withLegend) {
  if (content.isEmpty() || size.width() < 120 || size.height() < 120) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setFont(QGuiApplication::font());
  if (withLegend && !content.neurons().isEmpty()) LegendPainter(painter, size, content).paint();
  paintScaleBar(painter, size, content);
  paintAxes(painter, size, content);
}

double scaleBarLength_um(double umPerPixel, double atMostPixels) {
  const double longest = umPerPixel * atMostPixels;
  const double power = std::pow(10.0, std::floor(std::log10(longest)));
  for (const double step : {5.0, 2.0}) {
    if (step * power <= longest) return step * power;
  }
  return power;
}

QString lengthText(double length_um) {
  if (length_um >= 1000) return QStringLiteral("%1 mm").arg(length_um / 1000);
  if (length_um < 1) return QStringLiteral("%1 nm").arg(length_um * 1000);
  return QStringLiteral("%1 µm").arg(length_um);
}

}  // namespace SceneOverlay
