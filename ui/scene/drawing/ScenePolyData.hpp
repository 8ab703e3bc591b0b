// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/scene/drawing/SceneLines.hpp"

#include <QColor>
#include <QVector>
#include <vtkSmartPointer.h>

class vtkPolyData;

/// Runs as poly-lines (one per run), unlinked points as vertices (one cell per neuron). Cell data
/// "neuron" (position of the neuron).
vtkSmartPointer<vtkPolyData> polyDataOf(const SceneLines& lines);

/// Gives polyDataOf(lines) its point scalars "colour" (RGB, 8 bits). @param colours one per neuron
void colourPoints(vtkPolyData& data, const SceneLines& lines, const QVector<QColor>& colours);

/// One sphere per soma, with normals and the same scalars; coarser where there are many.
vtkSmartPointer<vtkPolyData> spheresOf(const std::vector<SceneSoma>& somas,
                                       const QVector<QColor>& colours);
