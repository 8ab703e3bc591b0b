// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneLines.hpp"
#include "ui/scene/drawing/SceneNeuron.hpp"

#include <QVector>
#include <vtkPolyData.h>
#include <vtkSmartPointer.h>

#include <memory>
#include <vector>

/// One layer of a picture, but for its colours.
struct SceneShapes {
  SceneLines lines;
  vtkSmartPointer<vtkPolyData> data;
  SceneLines draftLines;                   ///< where drawing all takes too long for a moving mouse
  vtkSmartPointer<vtkPolyData> draftData;  ///< null: it does not
};

/// The neurons of a picture, ready to be drawn. Making it takes 100 ms for a million points, so it
/// is done on any thread; SceneContent then only adds colours.
struct SceneDrawing {
  QVector<SceneNeuron> neurons;
  std::vector<int> frontPlaces, contextPlaces;  ///< the neurons of each layer, as positions
  std::shared_ptr<const SceneShapes> front, context;
};

/// A layer with more points than this has a draft.
constexpr std::int64_t kDraftPoints = 200'000;

/// @param before the last drawing: where its context is the same, that is not made again. May be
/// null
std::shared_ptr<const SceneDrawing> drawingOf(const QVector<SceneNeuron>& neurons,
                                              const std::shared_ptr<const SceneDrawing>& before);
