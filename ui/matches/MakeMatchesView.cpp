// SPDX-License-Identifier: BSD-3-Clause
#include "ui/matches/MakeMatchesView.hpp"

#include "ui/export/Exporter.hpp"
#include "ui/matches/MatchesPanel.hpp"
#include "ui/widgets/Actions.hpp"

#include <QAction>

View makeMatchesView(const ViewContext& context) {
  auto* panel = new MatchesPanel(context.workspace);
  auto* save = newAction(
      panel, {"exportMatches", MatchesPanel::tr("Export &matches…"),
              MatchesPanel::tr("Save the ranked matches of the selected query as CSV or TSV"),
              "export", QKeySequence(Qt::CTRL | Qt::Key_M)});
  QObject::connect(
      save, &QAction::triggered, context.exporter,
      [exporter = context.exporter, panel] { exporter->askForMatches(panel->choices()); });
  QObject::connect(panel, &MatchesPanel::exportWanted, save, &QAction::trigger);
  const auto* selection = context.workspace->selection();
  const auto review = [save, selection] { save->setEnabled(selection->query() >= 0); };
  QObject::connect(selection, &Selection::changed, save, review);
  review();
  View view{QStringLiteral("matches"), MatchesPanel::tr("Matches"), panel};
  view.area = Qt::RightDockWidgetArea;
  view.share = 0.33;
  view.most_px = 345;
  view.actions = {{MenuPlace::Export, save}};
  view.isSettled = [panel] { return panel->isUpToDate(); };
  return view;
}
