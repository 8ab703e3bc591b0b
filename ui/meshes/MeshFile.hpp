// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

#include <QString>
#include <vtkSmartPointer.h>

class vtkPolyData;

/// Reads a surface (OBJ, PLY, STL by the file's ending) and scales it to µm: triangles with point
/// normals that look outwards where the surface is closed.
/// Any thread. Cost: some seconds for a surface of millions of triangles.
/// @param[out] why one sentence if the result is null @throws Cancelled
vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit,
                                          nblast::JobControl& control, QString* why);
vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit, QString* why);

/// Takes a surface that was read in its own unit (1.0) to µm, in place. @return empty, or why that
/// unit cannot be: the surface is as it was then
QString scaleMesh(vtkPolyData& surface, const QString& path, double umPerUnit);
