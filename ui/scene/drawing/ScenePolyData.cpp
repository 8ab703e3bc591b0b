// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/drawing/ScenePolyData.hpp"

#include <vtkCellArray.h>
#include <vtkCellData.h>
#include <vtkFloatArray.h>
#include <vtkIntArray.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkSphereSource.h>
#include <vtkTypeInt64Array.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>

namespace {

vtkSmartPointer<vtkTypeInt64Array> copyOf(const std::vector<std::int64_t>& values) {
  auto array = vtkSmartPointer<vtkTypeInt64Array>::New();
  array->SetNumberOfValues(static_cast<vtkIdType>(values.size()));
  std::copy(values.begin(), values.end(), array->GetPointer(0));
  return array;
}

vtkSmartPointer<vtkUnsignedCharArray> newColours(vtkIdType count) {
  auto array = vtkSmartPointer<vtkUnsignedCharArray>::New();
  array->SetName("colour");
  array->SetNumberOfComponents(3);
  array->SetNumberOfTuples(count);
  return array;
}

/// Writes one colour for a number of points. @return where the next points' colours go
unsigned char* writeColour(unsigned char* to, const QColor& colour, std::int64_t points) {
  const QRgb rgb = colour.rgb();
  for (std::int64_t i = 0; i < points; ++i) {
    *to++ = static_cast<unsigned char>(qRed(rgb));
    *to++ = static_cast<unsigned char>(qGreen(rgb));
    *to++ = static_cast<unsigned char>(qBlue(rgb));
  }
  return to;
}

vtkSmartPointer<vtkIntArray> newNeuronIds() {
  auto array = vtkSmartPointer<vtkIntArray>::New();
  array->SetName("neuron");
  return array;
}

vtkSmartPointer<vtkPoints> pointsOf(const SceneLines& lines) {
  vtkNew<vtkFloatArray> coordinates;
  coordinates->SetNumberOfComponents(3);
  coordinates->SetNumberOfTuples(lines.pointCount());
  float* to = coordinates->GetPointer(0);
  for (const nblast::Vec3f& p : lines.points_um) {
    *to++ = p.x;
    *to++ = p.y;
    *to++ = p.z;
  }
  auto points = vtkSmartPointer<vtkPoints>::New();
  points->SetData(coordinates);
  return points;
}

}  // namespace

void colourPoints(vtkPolyData& data, const SceneLines& lines, const QVector<QColor>& colours) {
  auto pointColours = newColours(lines.pointCount());
  unsigned char* to = pointColours->GetPointer(0);
  for (std::int64_t neuron = 0; neuron < lines.neuronCount(); ++neuron) {
    const auto at = static_cast<std::size_t>(neuron);
    to = writeColour(to, colours[static_cast<qsizetype>(neuron)],
                     lines.firstPoint[at + 1] - lines.firstPoint[at]);
  }
  data.GetPointData()->SetScalars(pointColours);
}

vtkSmartPointer<vtkPolyData> polyDataOf(const SceneLines& lines) {
  auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(pointsOf(lines));
  // VTK numbers vertex cells before line cells: the ids follow suit.
  auto ids = newNeuronIds();
  vtkNew<vtkCellArray> dots;
  std::int32_t last = -1;
  for (std::size_t i = 0; i < lines.dots.size();) {
    last = lines.neuronOfPoint(lines.dots[i]);
    const std::int64_t end = lines.firstPoint[static_cast<std::size_t>(last) + 1];
    const auto after = std::lower_bound(lines.dots.begin() + static_cast<std::ptrdiff_t>(i),
                                        lines.dots.end(), end);
    const auto next = static_cast<std::size_t>(after - lines.dots.begin());
    dots->InsertNextCell(static_cast<int>(next - i));
    for (; i < next; ++i)
      dots->InsertCellPoint(lines.dots[i]);
    ids->InsertNextValue(last);
  }
  vtkNew<vtkCellArray> runs;
  runs->SetData(copyOf(lines.runStart), copyOf(lines.runPoints));
  for (const std::int32_t neuron : lines.runNeuron)
    ids->InsertNextValue(neuron);
  data->SetVerts(dots);
  data->SetLines(runs);
  data->GetCellData()->AddArray(ids);
  return data;
}

vtkSmartPointer<vtkPolyData> spheresOf(const std::vector<SceneSoma>& somas,
                                       const QVector<QColor>& colours) {
  vtkNew<vtkSphereSource> source;
  source->SetRadius(1);
  source->SetThetaResolution(somas.size() > 200 ? 8 : 24);
  source->SetPhiResolution(somas.size() > 200 ? 6 : 16);
  source->Update();
  vtkPolyData* unit = source->GetOutput();
  const vtkIdType count = unit->GetNumberOfPoints();

  vtkNew<vtkPoints> points;
  vtkNew<vtkFloatArray> normals;
  normals->SetNumberOfComponents(3);
  const auto total = static_cast<vtkIdType>(somas.size()) * count;
  points->SetNumberOfPoints(total);
  normals->SetNumberOfTuples(total);
  auto pointColours = newColours(total);
  unsigned char* colourTo = pointColours->GetPointer(0);
  auto ids = newNeuronIds();
  vtkNew<vtkCellArray> triangles;
  vtkIdType base = 0;
  for (const SceneSoma& soma : somas) {
    for (vtkIdType i = 0; i < count; ++i) {
      double p[3];
      unit->GetPoint(i, p);
      normals->SetTuple3(base + i, p[0], p[1], p[2]);
      points->SetPoint(base + i, soma.centre_um.x + soma.radius_um * p[0],
                       soma.centre_um.y + soma.radius_um * p[1],
                       soma.centre_um.z + soma.radius_um * p[2]);
      colourTo = writeColour(colourTo, colours[soma.neuron], 1);
    }
    vtkIdType size = 0;
    const vtkIdType* corners = nullptr;
    vtkCellArray* faces = unit->GetPolys();
    for (faces->InitTraversal(); faces->GetNextCell(size, corners) != 0;) {
      triangles->InsertNextCell({base + corners[0], base + corners[1], base + corners[2]});
      ids->InsertNextValue(soma.neuron);
    }
    base += count;
  }
  auto data = vtkSmartPointer<vtkPolyData>::New();
  data->SetPoints(points);
  data->SetPolys(triangles);
  data->GetPointData()->SetScalars(pointColours);
  data->GetPointData()->SetNormals(normals);
  data->GetCellData()->AddArray(ids);
  return data;
}
