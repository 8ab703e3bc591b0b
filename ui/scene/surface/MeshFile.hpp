// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

#include <QString>
#include <vtkSmartPointer.h>

class vtkPolyData;

/// Reads a surface (OBJ, PLY, STL by the file's ending) and scales it to µm: triangles with point
/// normals that look outwards where the surface is closed.
/// Any thread. Cost: some seconds for a surface of millions of triangles.
/// @return never null
/// @throws InputError if the file cannot be used as a surface
/// @throws Cancelled
vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit,
                                          nblast::JobControl& control);
vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit);

/// Scales a surface that was read in its own unit (1.0) to µm, in place.
/// @param path of its file, for the error's sentence
/// @throws InputError if the unit cannot be right; the surface is unchanged then
void scaleMesh(vtkPolyData& surface, const QString& path, double umPerUnit);
