// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneOverlay.hpp"

#include "ui/scene/drawing/SceneCamera.hpp"
#include "ui/scene/drawing/SceneContent.hpp"
#include "ui/text/NameShortener.hpp"

#include <QCoreApplication>
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

/// A veil of the background's colour, so that text stays readable over neurons.
void paintPanel(QPainter& painter, const QRectF& box, SceneBackground background) {
  QColor veil = backgroundColour(background);
  veil.setAlpha(190);
  painter.setPen(Qt::NoPen);
  painter.setBrush(veil);
  painter.drawRoundedRect(box, 4, 4);
}

/// Who is who: the query first and in bold, its matches with their scores, the context as one
/// line.
class LegendPainter {
  Q_DECLARE_TR_FUNCTIONS(LegendPainter)
 public:
  LegendPainter(QPainter& painter, const QSize& size, const SceneContent& content)
      : painter_(painter), content_(content), bold_(painter.font()), metrics_(painter.font()) {
    bold_.setBold(true);
    lineHeight_ = metrics_.height() + 3;
    leastName_ = QFontMetrics(bold_).horizontalAdvance(QStringLiteral("…00000"));
    collect(size);
  }

  void paint() {
    if (lines_.isEmpty()) return;
    const int width =
        kSwatch + kInset + nameWidth_ + (detailWidth_ > 0 ? 2 * kInset : 0) + detailWidth_;
    const int height = static_cast<int>(lines_.size()) * lineHeight_;
    paintPanel(painter_, QRectF(kGap, kGap, width + 2 * kInset, height + 2 * kInset - 3),
               content_.background());
    for (int i = 0; i < lines_.size(); ++i)
      paintLine(lines_[i], kGap + kInset + i * lineHeight_);
  }

 private:
  struct Line {
    QColor swatch;  ///< invalid: none
    QString text;
    QString detail;
    bool isBold = false;
  };

  void collect(const QSize& size) {
    const auto& neurons = content_.neurons();
    QVector<int> front;
    int context = -1;
    int inContext = 0;
    for (int i = 0; i < neurons.size(); ++i) {
      if (!content_.isContext(i)) {
        front.append(i);
      } else if (++inContext == 1) {
        context = i;
      }
    }
    placeDetails(front.mid(0, scene_overlay::kLegendLines), size.width());
    const int fitting =
        std::max(1, (size.height() / 2 - 2 * kInset) / lineHeight_ / linesOfNeuron_);
    const int most = std::min(scene_overlay::kLegendLines, fitting);
    // "and 1 more" takes the line that the one would have taken
    qsizetype shown = front.size() <= most + 1 ? front.size() : most;
    if (front.size() > shown && haveOneColour(front))
      shown = 0;  // names say nothing here, a count does
    addNeurons(front.mid(0, shown));
    const auto rest = front.size() - shown;
    if (rest > 0 && shown > 0)
      addLine({{}, tr("and %Ln more", nullptr, static_cast<int>(rest)), {}, false});
    if (rest > 0 && shown == 0)
      addLine({content_.colourOf(front[0]),
               tr("%Ln neuron(s)", nullptr, static_cast<int>(rest)),
               {},
               false});
    if (inContext > 0) {
      const QString others = tr("%Ln other(s)", nullptr, inContext);
      addLine({content_.colourOf(context), others, {}, false});
    }
  }

  bool haveOneColour(const QVector<int>& neurons) const {
    const auto& all = content_.neurons();
    return std::all_of(neurons.begin(), neurons.end(),
                       [&](int i) { return all[i].colour == all[neurons.first()].colour; });
  }

  static QString nameOf(const SceneNeuron& neuron) {
    return neuron.shortName.isEmpty() ? neuron.name : neuron.shortName;
  }

  /// The names give way, not what is said of the neurons: that is written below them where it
  /// leaves them too little room.
  void placeDetails(const QVector<int>& neurons, int width) {
    const int whole = width - 2 * kGap - kSwatch - 3 * kInset;
    int widest = 0;
    for (const int i : neurons)
      widest = std::max(widest, metrics_.horizontalAdvance(content_.neurons()[i].detail));
    const int beside = whole - 2 * kInset - widest;
    isBelow_ = widest > 0 && beside < leastName_;
    detailRoom_ = whole;
    room_ = std::min(isBelow_ ? whole : beside, std::clamp(width * 2 / 5, leastName_, 260));
    if (!isBelow_) return;
    for (const int i : neurons) {
      const auto lines = wrapped(content_.neurons()[i].detail).size();
      linesOfNeuron_ = std::max(linesOfNeuron_, 1 + static_cast<int>(lines));
    }
  }

  QStringList wrapped(const QString& text) const {
    QStringList lines;
    for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
      const QString longer = lines.isEmpty() ? word : lines.last() + QLatin1Char(' ') + word;
      if (lines.isEmpty() || metrics_.horizontalAdvance(longer) > detailRoom_) {
        lines.append(word);
      } else {
        lines.last() = longer;
      }
    }
    return lines;
  }

  void addNeurons(const QVector<int>& neurons) {
    QStringList names;
    for (const int i : neurons)
      names += nameOf(content_.neurons()[i]);
    const NameShortener shortener(names);
    for (const int i : neurons) {
      const SceneNeuron& neuron = content_.neurons()[i];
      const bool isQuery = neuron.role == SceneRole::Query;
      const QFontMetrics metrics(isQuery ? bold_ : painter_.font());
      const QString query = tr("Query ");
      const bool hasLead = isQuery && room_ - metrics.horizontalAdvance(query) >= leastName_;
      const QString lead = hasLead ? query : QString();
      const QString name = shortener.shortened(nameOf(neuron), [&](const QString& text) {
        return metrics.horizontalAdvance(lead + text) <= room_;
      });
      addLine({content_.colourOf(i), lead + name, isBelow_ ? QString() : neuron.detail, isQuery});
      if (!isBelow_) continue;
      for (const QString& line : wrapped(neuron.detail))
        addLine({{}, line, {}, false});
    }
  }

  void addLine(const Line& line) {
    lines_.append(line);
    const QFontMetrics metrics(line.isBold ? bold_ : painter_.font());
    nameWidth_ = std::max(nameWidth_, metrics.horizontalAdvance(line.text));
    detailWidth_ = std::max(detailWidth_, metrics_.horizontalAdvance(line.detail));
  }

  void paintLine(const Line& line, int top) {
    const int left = kGap + kInset;
    if (line.swatch.isValid()) {
      painter_.fillRect(QRectF(left, top + (metrics_.height() - kSwatch) / 2.0, kSwatch, kSwatch),
                        line.swatch);
    }
    const int text = left + kSwatch + kInset;
    painter_.setPen(inkColour(content_.background()));
    painter_.save();
    if (line.isBold) painter_.setFont(bold_);
    painter_.drawText(text, top + metrics_.ascent(), line.text);
    painter_.restore();
    const int end = text + nameWidth_ + 2 * kInset + detailWidth_;
    painter_.drawText(end - metrics_.horizontalAdvance(line.detail), top + metrics_.ascent(),
                      line.detail);
  }

  QPainter& painter_;
  const SceneContent& content_;
  QFont bold_;
  QFontMetrics metrics_;
  int lineHeight_ = 0;
  int leastName_ = 0;   ///< pixels in which a name still says something
  int room_ = 0;        ///< of a name
  int detailRoom_ = 0;  ///< of a detail below its name
  bool isBelow_ = false;
  int linesOfNeuron_ = 1;  ///< at most
  int nameWidth_ = 0;
  int detailWidth_ = 0;
  QVector<Line> lines_;
};

void paintScaleBar(QPainter& painter, const QSize& size, const SceneContent& content) {
  const double umPerPixel = scene_camera::umPerPixel(*content.camera(), size.height());
  const double longest = std::min(160.0, size.width() * 0.3);
  const double length_um = scene_overlay::scaleBarLength_um(umPerPixel, longest);
  const double length = std::round(length_um / umPerPixel);
  const QString text = scene_overlay::lengthText(length_um);
  const QFontMetrics metrics(painter.font());
  const double width = std::max<double>(length, metrics.horizontalAdvance(text));
  const double bottom = size.height() - kGap - kInset;
  paintPanel(painter,
             QRectF(kGap, bottom - metrics.height() - 8, width + 2 * kInset,
                    metrics.height() + 8 + kInset),
             content.background());
  painter.fillRect(QRectF(kGap + kInset + (width - length) / 2, bottom - 3, length, 3),
                   inkColour(content.background()));
  painter.setPen(inkColour(content.background()));
  painter.drawText(QRectF(kGap + kInset, bottom - metrics.height() - 6, width, metrics.height()),
                   Qt::AlignHCenter | Qt::AlignVCenter, text);
}

void paintAxes(QPainter& painter, const QSize& size, const SceneContent& content) {
  constexpr double kArm = 24;
  constexpr double kLetter = 8;  // from the arm's end to the letter's middle
  const bool dark = content.background() == SceneBackground::Dark;
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

namespace scene_overlay {

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

}  // namespace scene_overlay
