// SPDX-License-Identifier: BSD-3-Clause
#include "ui/window/Views.hpp"

#include "ui/heatmap/MakeHeatmapView.hpp"
#include "ui/matches/MakeMatchesView.hpp"
#include "ui/run/MakeJobsView.hpp"
#include "ui/scene/MakeSceneView.hpp"
#include "ui/sets/MakeSetsView.hpp"

QList<View> makeViews(const ViewContext& context) {
  return {makeSetsView(context), makeMatchesView(context), makeHeatmapView(context),
          makeSceneView(context), makeJobsView(context)};
}
