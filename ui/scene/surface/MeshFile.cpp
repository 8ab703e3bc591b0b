// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/surface/MeshFile.hpp"

#include "compute/base/Error.hpp"
#include "compute/io/PlainFile.hpp"
#include "ui/meshes/MeshData.hpp"
#include "ui/meshes/MeshFormats.hpp"
#include "ui/text/Format.hpp"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <vtkCellArray.h>
#include <vtkCleanPolyData.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataNormals.h>
#include <vtkTriangleFilter.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace {

constexpr std::int64_t kMostFileBytes = std::int64_t{1} << 30;
constexpr std::int64_t kMeshBytesPerFileByte = 8;  // while its vectors grow
/// What the surface takes beside while it is made, nearly all of it in VTK.
constexpr std::int64_t kBytesPerVertex = 200;
constexpr std::int64_t kBytesPerCorner = 200;

QString tr(const char* text) {
  return QCoreApplication::translate("MeshFile", text);
}

/// The faces as they are in the file. @return what is wrong
std::string readRaw(const MeshFormat& format, const QString& path, MeshData& mesh,
                    nblast::ReadAllowance& allowance) {
  const std::string bytes =
      nblast::readPlainFile(QFile::encodeName(path).toStdString(), {}, allowance);
  allowance.take(static_cast<std::int64_t>(bytes.size()) * kMeshBytesPerFileByte);
  return format.read(bytes, mesh);
}

/// Whether triangles can be turned to look the same way, each like its neighbours, in fair time:
/// that costs each triangle as many steps as there are others at its vertices.
bool isEasyToOrient(vtkPolyData& triangles) {
  constexpr double kSteps = 2e6;          // a second or two
  constexpr double kStepsPerCorner = 20;  // surfaces need some 6
  std::vector<double> degrees(static_cast<std::size_t>(triangles.GetNumberOfPoints()));
  vtkCellArray* cells = triangles.GetPolys();
  vtkIdType size = 0;
  const vtkIdType* corners = nullptr;
  for (cells->InitTraversal(); cells->GetNextCell(size, corners) != 0;) {
    for (vtkIdType k = 0; k < size; ++k)
      ++degrees[static_cast<std::size_t>(corners[k])];
  }
  double all = 0, squares = 0;
  for (const double degree : degrees) {
    all += degree;
    squares += degree * degree;
  }
  return squares <= std::max(kSteps, kStepsPerCorner * all);
}

vtkSmartPointer<vtkPolyData> surfaceOf(const MeshData& mesh, double umPerUnit) {
  vtkNew<vtkPoints> points;
  points->SetDataTypeToFloat();
  points->SetNumberOfPoints(mesh.vertices());
  for (vtkIdType i = 0; i < mesh.vertices(); ++i) {
    const double* p = &mesh.coordinates[static_cast<std::size_t>(3 * i)];
    points->SetPoint(i, p[0] * umPerUnit, p[1] * umPerUnit, p[2] * umPerUnit);
  }
  vtkNew<vtkCellArray> faces;
  for (std::size_t i = 0; i < mesh.faces(); ++i) {
    const auto face = mesh.face(i);
    faces->InsertNextCell(static_cast<int>(face.size()));
    for (const std::int64_t corner : face)
      faces->InsertCellPoint(corner);
  }
  vtkNew<vtkPolyData> raw;
  raw->SetPoints(points);
  raw->SetPolys(faces);
  vtkNew<vtkTriangleFilter> triangles;
  triangles->SetInputData(raw);
  vtkNew<vtkCleanPolyData>
      merged;  // STL repeats each vertex: without merging, every triangle would be flat
  merged->SetInputConnection(triangles->GetOutputPort());
  merged->ConvertPolysToLinesOff();
  merged->ConvertLinesToPointsOff();
  merged->Update();
  const bool orient = isEasyToOrient(*merged->GetOutput());
  vtkNew<vtkPolyDataNormals> normals;
  normals->SetInputConnection(merged->GetOutputPort());
  normals->SplittingOff();
  normals->SetConsistency(orient);
  normals->SetAutoOrientNormals(orient);
  normals->Update();
  return normals->GetOutput();
}

[[noreturn]] void refuse(const QString& path, const QString& reason) {
  throw nblast::InputError(
      tr("%1 cannot be used as a surface: %2.").arg(path, reason).toStdString());
}

vtkSmartPointer<vtkPolyData> readSurface(const MeshFormat& format, const QString& path,
                                         double umPerUnit, nblast::JobControl& control) {
  nblast::MemoryBudget budget(nblast::memoryForReadingBytes());
  nblast::ReadAllowance allowance(budget, control);
  MeshData mesh;
  std::string fault;
  try {
    fault = readRaw(format, path, mesh, allowance);
  } catch (const nblast::InputError& error) {
    fault = error.reason();
  }
  if (fault.empty()) fault = faultOf(mesh, umPerUnit);
  if (!fault.empty()) refuse(path, toQString(fault));
  control.checkpoint();
  allowance.take(mesh.vertices() * kBytesPerVertex +
                 static_cast<std::int64_t>(mesh.corners.size()) * kBytesPerCorner);
  return surfaceOf(mesh, umPerUnit);
}

}  // namespace

vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit) {
  nblast::JobControl control;
  return readMeshFile(path, umPerUnit, control);
}

vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit,
                                          nblast::JobControl& control) {
  const QFileInfo file(path);
  const MeshFormat* format = meshFormatByName(file.fileName().toStdString());
  if (!(umPerUnit > 0) || !std::isfinite(umPerUnit))
    refuse(path, tr("its length unit must be larger than 0 µm"));
  if (format == nullptr) {
    refuse(path,
           tr("only %1 files are read; save it as one of these").arg(toQString(meshFormatNames())));
  }
  if (!file.exists()) refuse(path, tr("there is no such file"));
  if (!file.isFile()) refuse(path, tr("it is not a file"));
  if (!file.isReadable()) refuse(path, tr("you have no right to read it"));
  if (file.size() > kMostFileBytes) refuse(path, tr("it is larger than 1 GiB"));
  vtkSmartPointer<vtkPolyData> surface;
  const bool fits =
      nblast::withinMemory([&] { surface = readSurface(*format, path, umPerUnit, control); });
  if (!fits) refuse(path, tr("it does not fit into the memory"));
  if (surface->GetNumberOfPolys() == 0) refuse(path, tr("all its triangles are empty"));
  return surface;
}

void scaleMesh(vtkPolyData& surface, const QString& path, double umPerUnit) {
  double furthest = 0;
  double bounds[6];
  surface.GetBounds(bounds);
  for (const double bound : bounds)
    furthest = std::max(furthest, std::abs(bound) * umPerUnit);
  if (!(umPerUnit > 0) || !(furthest <= kFurthest_um)) {
    refuse(
        path,
        tr("it would reach %1 m away; choose another length unit").arg(furthest * 1e-6, 0, 'g', 3));
  }
  vtkPoints* points = surface.GetPoints();
  for (vtkIdType i = 0; i < points->GetNumberOfPoints(); ++i) {
    double p[3];
    points->GetPoint(i, p);
    points->SetPoint(i, p[0] * umPerUnit, p[1] * umPerUnit, p[2] * umPerUnit);
  }
  points->Modified();
}
