#include "ui/scene/MeshFile.hpp"

#include "ui/scene/MeshText.hpp"
#include "ui/scene/PlyFile.hpp"

#include <QFile>
#include <QFileInfo>
#include <vtkCellArray.h>
#include <vtkCleanPolyData.h>
#include <vtkLogger.h>
#include <vtkNew.h>
#include <vtkOBJReader.h>
#include <vtkObjectFactory.h>
#include <vtkOutputWindow.h>
#include <vtkPolyData.h>
#include <vtkPolyDataNormals.h>
#include <vtkSTLReader.h>
#include <vtkTriangleFilter.h>

#include <algorithm>
#include <clocale>
#include <cmath>

namespace {

constexpr double kFurthest_um = 1e7;  // as for neurons

/// Keeps VTK's first error instead of printing everything; warnings (an unknown line in an OBJ) are
/// dropped.
class ComplaintKeeper : public vtkOutputWindow {
 public:
  static ComplaintKeeper* New();
  vtkTypeMacro(ComplaintKeeper, vtkOutputWindow);
  void DisplayText(const char*) override {}
  void DisplayErrorText(const char* text) override {
    if (first_.isEmpty() && text != nullptr) first_ = QString::fromLocal8Bit(text);
  }
  const QString& first() const { return first_; }

 private:
  QString first_;
};
vtkStandardNewMacro(ComplaintKeeper);

/// While it lives, VTK's messages are kept, not printed (they would go to both stderr and the
/// output window).
class QuietVtk {
 public:
  QuietVtk()
      : before_(vtkOutputWindow::GetInstance()),
        verbosity_(vtkLogger::GetCurrentVerbosityCutoff()) {
    vtkOutputWindow::SetInstance(keeper_);
    vtkLogger::SetStderrVerbosity(vtkLogger::VERBOSITY_OFF);
  }
  ~QuietVtk() {
    vtkLogger::SetStderrVerbosity(verbosity_);
    vtkOutputWindow::SetInstance(before_);
  }
  QuietVtk(const QuietVtk&) = delete;
  QuietVtk& operator=(const QuietVtk&) = delete;

  /// "ERROR: In vtkX.cxx, line 12\nvtkX (0x1234): error reading PATH: the message" -> "the message"
  QString complaint(const QString& path) const {
    QString text = keeper_->first().simplified();
    for (const QString& border :
         {QStringLiteral("): "), path + QLatin1String(": "), path + QLatin1Char(' ')}) {
      const qsizetype at = text.indexOf(border);
      if (at >= 0) text = text.mid(at + border.size());
    }
    while (text.endsWith(QLatin1Char('.')))
      text.chop(1);
    return text;
  }

 private:
  vtkNew<ComplaintKeeper> keeper_;
  vtkSmartPointer<vtkOutputWindow> before_;
  vtkLogger::Verbosity verbosity_;
};

/// VTK's text readers use the C library's idea of a decimal point, which QApplication sets to the
/// user's: in a German session "1.5" would be read as 1.
class PointIsDecimal {
 public:
  PointIsDecimal() : c_(newlocale(LC_NUMERIC_MASK, "C", nullptr)), before_(uselocale(c_)) {}
  ~PointIsDecimal() {
    uselocale(before_);
    freelocale(c_);
  }
  PointIsDecimal(const PointIsDecimal&) = delete;
  PointIsDecimal& operator=(const PointIsDecimal&) = delete;

 private:
  locale_t c_;
  locale_t before_;
};

template <class Reader>
vtkSmartPointer<vtkPolyData> readWith(const QByteArray& path) {
  vtkNew<Reader> reader;
  reader->SetFileName(path.constData());
  reader->Update();
  return reader->GetOutput();
}

/// Readers pass on what the file says: points that do not exist, or are not numbers, would crash
/// the drawing.
QString faultOf(vtkPolyData& mesh, double umPerUnit) {
  const vtkIdType points = mesh.GetNumberOfPoints();
  double p[3];
  for (vtkIdType i = 0; i < points; ++i) {
    mesh.GetPoint(i, p);
    const double furthest = umPerUnit * std::max({std::abs(p[0]), std::abs(p[1]), std::abs(p[2])});
    if (!std::isfinite(p[0] + p[1] + p[2])) {
      return QStringLiteral("its vertex %1 has a coordinate that is not a number").arg(i + 1);
    }
    if (furthest > kFurthest_um) {
      return QStringLiteral("its vertex %1 would lie %2 m away; choose another length unit")
          .arg(i + 1)
          .arg(furthest * 1e-6);
    }
  }
  vtkIdType size = 0;
  const vtkIdType* corners = nullptr;
  vtkCellArray* faces = mesh.GetPolys();
  vtkIdType face = 0;
  for (faces->InitTraversal(); faces->GetNextCell(size, corners) != 0; ++face) {
    for (vtkIdType k = 0; k < size; ++k) {
      if (corners[k] < 0 || corners[k] >= points) {
        return QStringLiteral("its face %1 names vertex %2, but there are only %3")
            .arg(face + 1)
            .arg(corners[k] + 1)
            .arg(points);
      }
    }
  }
  return {};
}

/// vtkOBJReader makes 0 0 0 of "v 0 0 abc" without a word.
QString objFault(const QByteArray& bytes) {
  TextCursor cursor({bytes.constData(), static_cast<std::size_t>(bytes.size())});
  while (!cursor.atEnd()) {
    const std::string_view line = cursor.nextLine();
    TextCursor words(line);
    if (words.nextWord() != "v") continue;
    for (int k = 0; k < 3; ++k) {
      const auto number = numberOf<double>(words.nextWord());
      if (number && std::isfinite(*number)) continue;
      const auto text = QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
      return QStringLiteral("a vertex needs three numbers, but line %1 is \"%2\"")
          .arg(cursor.line())
          .arg(text.simplified().left(40));
    }
  }
  return {};
}

/// The faces as they are in the file.
vtkSmartPointer<vtkPolyData> readRaw(const QString& ending, const QString& path, QString* fault) {
  QByteArray bytes;
  if (ending != QLatin1String("stl")) {
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) bytes = file.readAll();
    if (file.error() != QFileDevice::NoError) {
      *fault = file.errorString();
      return nullptr;
    }
  }
  if (ending == QLatin1String("ply")) return readPly(bytes, fault);
  if (ending == QLatin1String("obj")) *fault = objFault(bytes);
  if (!fault->isEmpty()) return nullptr;
  const QuietVtk quiet;
  const PointIsDecimal point;
  const QByteArray name = path.toLocal8Bit();
  const auto mesh =
      ending == QLatin1String("obj") ? readWith<vtkOBJReader>(name) : readWith<vtkSTLReader>(name);
  *fault = quiet.complaint(path);
  return fault->isEmpty() ? mesh : nullptr;
}

vtkSmartPointer<vtkPolyData> surfaceOf(vtkPolyData& raw, double umPerUnit) {
  vtkNew<vtkPolyData> bare;  // without the file's colours, textures and normals
  vtkNew<vtkPoints> points;
  points->SetDataTypeToFloat();
  points->SetNumberOfPoints(raw.GetNumberOfPoints());
  for (vtkIdType i = 0; i < raw.GetNumberOfPoints(); ++i) {
    double p[3];
    raw.GetPoint(i, p);
    points->SetPoint(i, p[0] * umPerUnit, p[1] * umPerUnit, p[2] * umPerUnit);
  }
  bare->SetPoints(points);
  bare->SetPolys(raw.GetPolys());
  vtkNew<vtkTriangleFilter> triangles;
  triangles->SetInputData(bare);
  vtkNew<vtkCleanPolyData>
      merged;  // STL repeats each vertex: without merging, every triangle would be flat
  merged->SetInputConnection(triangles->GetOutputPort());
  merged->ConvertPolysToLinesOff();
  merged->ConvertLinesToPointsOff();
  vtkNew<vtkPolyDataNormals> normals;
  normals->SetInputConnection(merged->GetOutputPort());
  normals->SplittingOff();
  normals->ConsistencyOn();
  normals->AutoOrientNormalsOn();
  normals->Update();
  return normals->GetOutput();
}

}  // namespace

vtkSmartPointer<vtkPolyData> readMeshFile(const QString& path, double umPerUnit, QString* why) {
  const QFileInfo file(path);
  const QString ending = file.suffix().toLower();
  const auto fail = [&](const QString& reason) -> vtkSmartPointer<vtkPolyData> {
    *why = QStringLiteral("%1 cannot be used as a surface: %2.").arg(path, reason);
    return nullptr;
  };
  if (!(umPerUnit > 0) || !std::isfinite(umPerUnit)) {
    return fail(QStringLiteral("its length unit must be larger than 0 µm"));
  }
  if (ending != QLatin1String("obj") && ending != QLatin1String("ply") &&
      ending != QLatin1String("stl")) {
    return fail(QStringLiteral("only OBJ, PLY and STL files are read; save it as one of these"));
  }
  if (!file.exists()) return fail(QStringLiteral("there is no such file"));
  if (!file.isFile()) return fail(QStringLiteral("it is not a file"));
  if (!file.isReadable()) return fail(QStringLiteral("you have no right to read it"));
  QString fault;
  const auto raw = readRaw(ending, path, &fault);
  if (raw == nullptr) return fail(fault);
  if (raw->GetNumberOfPolys() == 0) return fail(QStringLiteral("it has no triangles"));
  fault = faultOf(*raw, umPerUnit);
  if (!fault.isEmpty()) return fail(fault);
  const auto surface = surfaceOf(*raw, umPerUnit);
  if (surface->GetNumberOfPolys() == 0) return fail(QStringLiteral("all its triangles are empty"));
  return surface;
}
