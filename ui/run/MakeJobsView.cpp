// SPDX-License-Identifier: BSD-3-Clause
#include "ui/run/MakeJobsView.hpp"

#include "ui/run/JobsPanel.hpp"
#include "ui/sets/SetQuestions.hpp"

#include <QAbstractItemModel>

View makeJobsView(const ViewContext& context) {
  auto* panel = new JobsPanel(context.workspace, context.memory);
  QObject::connect(panel, &JobsPanel::leftOutWanted, context.questions,
                   &SetQuestions::showLeftOutOfJob);
  // The parent is the dock, which the user may have closed.
  QObject::connect(context.workspace->jobs()->model(), &QAbstractItemModel::rowsInserted, panel,
                   [panel] {
                     if (auto* dock = panel->parentWidget()) dock->show();
                   });
  View view{QStringLiteral("jobs"), JobsPanel::tr("Jobs"), panel};
  view.area = Qt::BottomDockWidgetArea;
  view.most_px = 86;
  return view;
}
