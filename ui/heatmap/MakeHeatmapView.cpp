// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/MakeHeatmapView.hpp"

#include "ui/export/Exporter.hpp"
#include "ui/heatmap/ColourScaleDialog.hpp"
#include "ui/heatmap/HeatmapPane.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/widgets/Actions.hpp"
#include "ui/workspace/Settings.hpp"

#include <QAction>

namespace {

void rememberColours(Settings* settings, const ColourScale& scale) {
  settings->setColours(scale.map(), scale.lowest(), scale.highest());
}

void useRememberedColours(HeatmapWidget* heatmap, Settings* settings) {
  if (!settings->colourMap().isEmpty()) {
    heatmap->setColourScale(
        {settings->colourMap(), settings->colourLowest(), settings->colourHighest()});
  }
  QObject::connect(heatmap, &HeatmapWidget::colourScaleChanged, heatmap,
                   [heatmap, settings] { rememberColours(settings, heatmap->colourScale()); });
}

void chooseColours(HeatmapWidget* heatmap, Settings* settings) {
  ColourScaleDialog dialog(heatmap->colourScale(), heatmap->window());
  QObject::connect(&dialog, &ColourScaleDialog::changed, heatmap, &HeatmapWidget::setColourScale);
  if (dialog.exec() == QDialog::Accepted) rememberColours(settings, dialog.chosen());
}

QAction* pictureAction(HeatmapPane* pane, const ViewContext& context) {
  auto* save = newAction(pane, {"saveHeatmapPicture", HeatmapPane::tr("Save &heatmap picture…"),
                                HeatmapPane::tr("Save the heatmap as a PNG file"), "picture"});
  QObject::connect(save, &QAction::triggered, context.exporter,
                   [exporter = context.exporter, workspace = context.workspace, pane] {
                     if (workspace->result() != nullptr)
                       exporter->askForPicture(HeatmapPane::tr("heatmap"), pane->pictureWork());
                   });
  QObject::connect(pane->heatmap(), &HeatmapWidget::pictureWanted, save, &QAction::trigger);
  return save;
}

}  // namespace

View makeHeatmapView(const ViewContext& context) {
  auto* pane = new HeatmapPane(context.workspace);
  auto* heatmap = pane->heatmap();
  useRememberedColours(heatmap, context.settings);
  QObject::connect(pane, &HeatmapPane::hovered, context.requests, &ViewRequests::hovered);
  auto* fit = newAction(pane, {"fitHeatmap", HeatmapPane::tr("Show the &whole heatmap"),
                               HeatmapPane::tr("Zoom out until all scores can be seen"), "",
                               QKeySequence(Qt::CTRL | Qt::Key_H)});
  QObject::connect(fit, &QAction::triggered, heatmap, &HeatmapWidget::fit);
  auto* colours =
      newAction(pane, {"colourScale", HeatmapPane::tr("C&olour scale…"),
                       HeatmapPane::tr("Choose the colours of the heatmap, and the scores that "
                                       "their ends stand for")});
  QObject::connect(colours, &QAction::triggered, heatmap,
                   [heatmap, settings = context.settings] { chooseColours(heatmap, settings); });
  auto* picture = pictureAction(pane, context);
  for (QAction* action : {fit, colours, picture})
    enableWithResult(action, context.workspace);
  View view{QStringLiteral("heatmap"), HeatmapPane::tr("Heatmap"), pane};
  view.actions = {{MenuPlace::Export, picture}, {MenuPlace::Look, fit}, {MenuPlace::Look, colours}};
  view.isSettled = [heatmap] { return heatmap->isFullyDrawn(); };
  view.pictureRect = [pane, heatmap] {
    return heatmap->matrixRect().translated(heatmap->mapTo(pane, QPoint(0, 0)));
  };
  return view;
}
