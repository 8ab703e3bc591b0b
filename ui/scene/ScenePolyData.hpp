#pragma once
#include "ui/scene/SceneLines.hpp"

#include <QColor>
#include <QVector>
#include <vtkSmartPointer.h>

class vtkPolyData;

/// Runs as poly-lines (one a run), unlinked points as vertices (one cell a neuron).
/// Point scalars "colour" (RGB, 8 bits), cell data "neuron" (position of the neuron).
/// @param colours one a neuron
vtkSmartPointer<vtkPolyData> polyDataOf(const SceneLines& lines, const QVector<QColor>& colours);

/// One sphere a soma, with normals and the same scalars; coarser where there are many.
vtkSmartPointer<vtkPolyData> spheresOf(const std::vector<SceneSoma>& somas,
                                       const QVector<QColor>& colours);
