// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/SceneDrawing.hpp"

#include "ui/scene/drawing/ScenePolyData.hpp"

#include <algorithm>
#include <utility>

namespace {

std::shared_ptr<const SceneShapes> shapesOf(SceneLines lines) {
  auto shapes = std::make_shared<SceneShapes>();
  shapes->lines = std::move(lines);
  shapes->data = polyDataOf(shapes->lines);
  if (shapes->lines.pointCount() > kDraftPoints) {
    shapes->draftLines = thinnedLines(shapes->lines, kDraftPoints);
    shapes->draftData = polyDataOf(shapes->draftLines);
  }
  return shapes;
}

QVector<SceneNeuron> at(const QVector<SceneNeuron>& neurons, const std::vector<int>& places) {
  QVector<SceneNeuron> found;
  for (const int place : places)
    found.append(neurons[place]);
  return found;
}

bool haveSameShapes(const QVector<SceneNeuron>& a, const QVector<SceneNeuron>& b) {
  return std::equal(
      a.begin(), a.end(), b.begin(), b.end(),
      [](const SceneNeuron& x, const SceneNeuron& y) { return x.geometry == y.geometry; });
}

}  // namespace

std::shared_ptr<const SceneDrawing> drawingOf(const QVector<SceneNeuron>& neurons,
                                              const std::shared_ptr<const SceneDrawing>& before) {
  auto drawing = std::make_shared<SceneDrawing>();
  drawing->neurons = neurons;
  for (int i = 0; i < neurons.size(); ++i) {
    const bool isContext = neurons[i].role == SceneRole::Context;
    (isContext ? drawing->contextPlaces : drawing->frontPlaces).push_back(i);
  }
  drawing->front = shapesOf(linesOf(at(neurons, drawing->frontPlaces)));
  // Mostly the pair changes and the context stays: it can be large.
  const auto context = at(neurons, drawing->contextPlaces);
  if (before != nullptr && haveSameShapes(context, at(before->neurons, before->contextPlaces))) {
    drawing->context = before->context;
    return drawing;
  }
  SceneLines lines = linesOf(context);
  lines.somas.clear();  // hundreds of grey balls would hide what is looked at
  drawing->context = shapesOf(std::move(lines));
  return drawing;
}
