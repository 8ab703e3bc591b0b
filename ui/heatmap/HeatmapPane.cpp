// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/HeatmapPane.hpp"

#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/heatmap/tiles/ResultHeatmapSource.hpp"
#include "ui/text/ScoreText.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/ElidedLabel.hpp"

#include <QFileInfo>
#include <QVBoxLayout>

HeatmapPane::HeatmapPane(Workspace* workspace, QWidget* parent)
    : QWidget(parent),
      workspace_(workspace),
      caption_(new ElidedLabel),
      heatmap_(new HeatmapWidget) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  caption_->setContentsMargins(8, 6, 8, 6);
  caption_->setObjectName(QStringLiteral("heatmapCaption"));
  layout->addWidget(caption_);
  layout->addWidget(heatmap_, 1);
  connect(workspace_, &Workspace::resultChanged, this, &HeatmapPane::showResult);
  connect(workspace_, &Workspace::directionChanged, this, &HeatmapPane::showResult);
  connect(workspace_, &Workspace::columnsChanged, heatmap_, &HeatmapWidget::columnsChanged);
  connect(workspace_, &Workspace::completenessChanged, this, &HeatmapPane::showCaption);
  connect(workspace_->selection(), &Selection::changed, this, &HeatmapPane::followSelection);
  connect(heatmap_, &HeatmapWidget::cellClicked, this, &HeatmapPane::cellClicked);
  connect(heatmap_, &HeatmapWidget::pixelChanged, this, &HeatmapPane::showCaption);
  connect(heatmap_, &HeatmapWidget::cellHovered, this, &HeatmapPane::cellHovered);
  connect(heatmap_, &HeatmapWidget::readFailed, this, [this](const QString& reason) {
    workspace_->tell({MessageKind::Error, reason});
  });
  showResult();
}

std::function<QImage(nblast::JobControl&)> HeatmapPane::pictureWork() const {
  return [make = heatmap_->pictureWork(heatmap_->size() * 2)](nblast::JobControl& control) {
    return make([&control] { control.checkpoint(); });
  };
}

void HeatmapPane::showResult() {
  const auto& result = workspace_->result();
  std::shared_ptr<const HeatmapSource> source;
  if (result != nullptr)
    source = std::make_shared<ResultHeatmapSource>(result, workspace_->direction());
  heatmap_->setSource(std::move(source));
  showCaption();
  followSelection();
}

void HeatmapPane::showCaption() {
  const auto& result = workspace_->result();
  if (result == nullptr) {
    caption_->setText(tr("Scores"));
    return;
  }
  const QString path = toQString(result->file()->path());
  QString text = tr("%1 scores").arg(QLatin1String(nblast::directionName(workspace_->direction())));
  if (!result->file()->isNormalised()) text += tr(" (raw)");
  const auto& state = workspace_->completeness();
  if (state && !state->complete()) {
    text += tr("  ·  %1 of %2 blocks")
                .arg(formatCount(state->finishedBlocks), formatCount(state->blocks));
  }
  using Pixel = HeatmapWidget::Pixel;
  if (heatmap_->pixel() == Pixel::BestOfAll) text += tr("  ·  best score of each pixel");
  if (heatmap_->pixel() == Pixel::BestOfSampled)
    text += tr("  ·  best sampled score of each pixel");
  text += QStringLiteral("  ·  ") + QFileInfo(path).fileName();
  text[0] = text[0].toUpper();
  caption_->setText(text);
  caption_->setToolTip(path);
}

void HeatmapPane::followSelection() {
  const auto* selection = workspace_->selection();
  heatmap_->setMarked(selection->query(), selection->targets());
}

void HeatmapPane::cellClicked(qint64 row, qint64 column, Qt::KeyboardModifiers modifiers) {
  auto* selection = workspace_->selection();
  const bool adds = (modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
  if (adds && row == selection->query()) {
    selection->toggleTarget(column);
  } else {
    selection->selectPair(row, column);
  }
}

void HeatmapPane::cellHovered(qint64 row, qint64 column, float score) {
  const auto& result = workspace_->result();
  if (result == nullptr || row < 0 || column < 0) {
    Q_EMIT hovered({}, {}, {});
    return;
  }
  Q_EMIT hovered(result->shownQueryName(row), result->shownTargetName(column),
                 formatScore(static_cast<double>(score), *result->file()));
}
