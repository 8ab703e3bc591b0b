#pragma once
#include <QString>
#include <vtkSmartPointer.h>

class vtkPolyData;

/// Reads a surface (OBJ, PLY, STL by the file's ending) and scales it to µm: triangles with point
/// normals that look outwards where the surface is closed.
/// @param[out] why one sentence if the result is null
vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit, QString* why);
