// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/MakeSetsView.hpp"

#include "ui/sets/SetQuestions.hpp"
#include "ui/sets/SetsPanel.hpp"

#include <QCoreApplication>

View makeSetsView(const ViewContext& context) {
  auto* panel = new SetsPanel(context.workspace);
  const auto* requests = context.requests;
  QObject::connect(panel, &SetsPanel::openWanted, requests, &ViewRequests::openNeuronsWanted);
  QObject::connect(panel, &SetsPanel::openFolderWanted, requests, &ViewRequests::openFolderWanted);
  QObject::connect(panel, &SetsPanel::runWanted, requests, &ViewRequests::runWanted);
  QObject::connect(panel, &SetsPanel::unitWanted, context.questions, &SetQuestions::changeUnit);
  QObject::connect(panel, &SetsPanel::leftOutWanted, context.questions, &SetQuestions::showLeftOut);
  View view{QStringLiteral("sets"), SetsPanel::tr("Neuron sets"), panel};
  view.area = Qt::LeftDockWidgetArea;
  view.share = 0.23;
  view.most_px = 260;
  return view;
}
