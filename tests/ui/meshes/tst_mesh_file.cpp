// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "tests/ui/meshes/MeshTexts.hpp"
#include "tests/ui/scene/SceneTestData.hpp"
#include "tests/ui/support/ThrownSentence.hpp"
#include "ui/scene/drawing/SceneContent.hpp"
#include "ui/scene/surface/MeshFile.hpp"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <vtkPointData.h>
#include <vtkPolyData.h>

#include <unistd.h>

#include <clocale>
#include <cmath>

namespace {

const auto kPlyHeader = QByteArray::fromStdString(mesh_texts::kPlyHeader);
const auto kPlyPoints = QByteArray::fromStdString(mesh_texts::kPlyPoints);

QByteArray asciiStl() {
  return QByteArray::fromStdString(mesh_texts::asciiStl());
}

QByteArray binaryStl() {
  return QByteArray::fromStdString(mesh_texts::binaryStl());
}

QByteArray binaryPly(bool bigEndian) {
  return QByteArray::fromStdString(mesh_texts::binaryPly(bigEndian));
}

/// What is written to the process's stderr while it lives, VTK's own writing included.
class StderrCatcher {
 public:
  explicit StderrCatcher(const QString& path) : file_(path), saved_(dup(STDERR_FILENO)) {
    file_.open(QIODevice::ReadWrite | QIODevice::Truncate);
    fflush(stderr);
    dup2(file_.handle(), STDERR_FILENO);
  }
  ~StderrCatcher() { stop(); }
  QByteArray stop() {
    if (saved_ < 0) return {};
    fflush(stderr);
    dup2(saved_, STDERR_FILENO);
    close(saved_);
    saved_ = -1;
    file_.seek(0);
    return file_.readAll();
  }

 private:
  QFile file_;
  int saved_;
};

}  // namespace

class TestMeshFile : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsSurfaces_data();
  void readsSurfaces();
  void readsRealMeshes_data();
  void readsRealMeshes();
  void refuses_data();
  void refuses();
  void tangledSurfaces_data();
  void tangledSurfaces();
  void refusesFilesThatAreTooLarge();
  void refusesUnits();
  void readsPointsUnderAnyLocale();
  void isScaledAfterwards();
  void readingCanBeCancelled();
  void keepsTheOldSurface();

 private:
  QString at(const QString& name) const { return folder_.filePath(name); }
  QTemporaryDir folder_;
};

void TestMeshFile::readsSurfaces_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("text");
  const auto kObj = QByteArray::fromStdString(mesh_texts::kObj);
  QTest::newRow("OBJ") << "a.obj" << kObj;
  QTest::newRow("OBJ, ending in capitals") << "b.OBJ" << kObj;
  QTest::newRow("OBJ, Windows line ends") << "c.obj" << QByteArray(kObj).replace("\n", "\r\n");
  QTest::newRow("OBJ, normals, comment")
      << "d.obj"
      << QByteArray(
             "# made by hand\no name\nv 0 0 0\nv 1.5 0 0\nv 0 1.5 0\nv 0 0 1.5\n"
             "vn 0 0 1\nf 1//1 3//1 2//1\nf 1//1 2//1 4//1\nf 1//1 4//1 3//1\n"
             "f 2//1 3//1 4//1\n");
  QTest::newRow("PLY") << "a.ply"
                       << QByteArray(kPlyHeader + kPlyPoints +
                                     "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n");
  QTest::newRow("PLY, binary, little end first") << "b.ply" << binaryPly(false);
  QTest::newRow("PLY, binary, big end first") << "c.ply" << binaryPly(true);
  QTest::newRow("OBJ, counted from the end")
      << "e.obj"
      << QByteArray(
             "v 0 0 0\nv 1.5 0 0\nv 0 1.5 0\nv 0 0 1.5\nf -4 -2 -3\nf -4 -3 -1\nf -4 -1 -2\n"
             "f -3 -2 -1\n");
  QTest::newRow("OBJ, faces over two lines")
      << "f.obj"
      << QByteArray(
             "v 0 0 0\nv 1.5 0 0\nv 0 1.5 0\nv 0 0 1.5\nf 1 3 \\\n2\nf 1 2 4\nf 1 4 3\nf \\\r\n"
             "2 3 4");
  QTest::newRow("OBJ, faces before vertices, colours, weights")
      << "g.obj"
      << QByteArray(
             "f 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\nv 0 0 0 1\nv +1.5 0 0 0.5 0.5 0.5\nv 0 1.5 0\n"
             "v 0 0 15e-1\nusemtl x\ns off\n");
  QTest::newRow("STL, text") << "a.stl" << asciiStl();
  QTest::newRow("STL, text, capitals") << "c.stl" << asciiStl().toUpper();
  QTest::newRow("STL, binary, begins with solid") << "d.stl" << binaryStl().replace(0, 6, "solid ");
  QTest::newRow("STL, binary, bytes behind") << "e.stl" << binaryStl() + "more";
  QTest::newRow("STL, binary") << "b.stl" << binaryStl();
  QTest::newRow("name with umlaut and blank") << QString::fromUtf8("größe 1.obj") << kObj;
}

void TestMeshFile::readsSurfaces() {
  QFETCH(QString, name);
  QFETCH(QByteArray, text);
  QVERIFY(scene_test_data::write(at(name), text));
  const auto mesh = readMeshFile(at(name), 2.0);
  QCOMPARE(mesh->GetNumberOfPolys(), vtkIdType(4));
  QCOMPARE(mesh->GetNumberOfPoints(), vtkIdType(4));
  double bounds[6];
  mesh->GetBounds(bounds);
  QCOMPARE(bounds[1], 3.0);
  vtkDataArray* normals = mesh->GetPointData()->GetNormals();
  QVERIFY(normals != nullptr);
  QVERIFY(normals->GetTuple3(0)[0] < 0);  // the corner at the origin looks outwards
}

void TestMeshFile::readsRealMeshes_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<int>("triangles");
  QTest::newRow("hemibrain neuropil") << "data/hemibrain-da1/volumes/neuropil.obj" << 18000;
  QTest::newRow("FCWB") << "data/meshes/FCWB.ply" << 17886;
}

void TestMeshFile::readsRealMeshes() {
  QFETCH(QString, path);
  const QString file = QDir(QStringLiteral(NBLAST_SHARED_DIR)).filePath(path);
  if (!QFile::exists(file)) QSKIP("the shared data are not on this machine");
  const auto mesh = readMeshFile(file, 1.0);
  QTEST(static_cast<int>(mesh->GetNumberOfPolys()), "triangles");
}

void TestMeshFile::refuses_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("reason");
  QTest::newRow("empty OBJ") << "a.obj" << QByteArray() << "";
  QTest::newRow("empty PLY") << "a.ply" << QByteArray() << "does not begin with";
  QTest::newRow("empty STL") << "a.stl" << QByteArray() << "";
  QTest::newRow("OBJ without faces")
      << "b.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\n") << "no triangles";
  QTest::newRow("OBJ, text") << "c.obj" << QByteArray("this is not\na surface at all\n") << "";
  QTest::newRow("OBJ, vertex 9 of 3")
      << "d.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n") << "";
  QTest::newRow("OBJ, NaN") << "e.obj" << QByteArray("v 0 0 nan\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
                            << "three numbers";
  QTest::newRow("OBJ, flat triangle")
      << "f.obj" << QByteArray("v 0 0 0\nv 0 0 0\nv 0 0 0\nf 1 2 3\n") << "";
  QTest::newRow("PLY, an OBJ inside")
      << "b.ply" << QByteArray("v 0 0 0\nf 1 1 1\n") << "does not begin with";
  QTest::newRow("PLY, header alone")
      << "c.ply" << QByteArray("ply\nformat ascii 1.0\n") << "header has no end";
  QTest::newRow("PLY, vast count")
      << "d.ply" << QByteArray(kPlyHeader).replace("vertex 4", "vertex 4000000000")
      << "line 3 of its header";
  QTest::newRow("PLY, negative count")
      << "e.ply" << QByteArray(kPlyHeader).replace("vertex 4", "vertex -4") << "not well formed";
  QTest::newRow("PLY, vertex 9 of 4")
      << "f.ply" << QByteArray(kPlyHeader + kPlyPoints + "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 9\n")
      << "names vertex 10";
  QTest::newRow("PLY, cut off") << "g.ply" << QByteArray(kPlyHeader + "0 0 0\n1 0 0\n")
                                << "number 3 is missing";
  QTest::newRow("PLY, faces cut off")
      << "h.ply" << QByteArray(kPlyHeader + kPlyPoints + "3 0 2 1\n3 0 1\n")
      << "number 2 is missing";
  QTest::newRow("PLY, binary cut off")
      << "i.ply"
      << QByteArray(kPlyHeader).replace("ascii", "binary_little_endian") + QByteArray(50, '\1')
      << "\"face\", but number 1 is missing";
  QTest::newRow("PLY, NaN") << "j.ply"
                            << QByteArray(kPlyHeader + QByteArray(kPlyPoints).replace("1.5", "nan"))
                            << "number 2 is missing or not well formed";
  QTest::newRow("PLY, no coordinates")
      << "k.ply"
      << QByteArray(kPlyHeader + "0 0\n1 0\n0 1\n1 1\n3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n")
             .replace("property float z\n", "")
      << "";
  QTest::newRow("OBJ, far away") << "g.obj" << QByteArray("v 0 0 1e9\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
                                 << "length unit";
  QTest::newRow("OBJ, decimal comma")
      << "h.obj" << QByteArray("v 0,5 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n") << "line 1 is";
  QTest::newRow("OBJ, two coordinates")
      << "i.obj" << QByteArray("# x\nv 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n") << "line 2 is";
  // Seen to crash, hang or fill the memory with VTK's own readers, or to be taken for something
  // else.
  QTest::newRow("OBJ, normals, vertex 40000 of 3")
      << "j.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nvn 0 0 1\nf 1//1 2//1 40000//1\n")
      << "its face 1 names vertex 40000, but there are only 3";
  QTest::newRow("OBJ, textures, vertex 40000 of 3")
      << "k.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nf 1/1 2/1 40000/1\n")
      << "vertex 40000";
  QTest::newRow("OBJ, both, vertex 40000 of 3")
      << "l.obj"
      << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nvn 0 0 1\nf 1/1/1 2/1/1 40000/1/1\n")
      << "vertex 40000";
  QTest::newRow("OBJ, vertex 0") << "m.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n")
                                 << "numbers of vertices, from 1, but line 4 is \"f 0 1 2\"";
  QTest::newRow("OBJ, before the first vertex")
      << "n.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nf -1 -2 -4\n")
      << "beyond the first vertex, but line 4";
  QTest::newRow("OBJ, vertex of 20 digits")
      << "o.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 99999999999999999999\n")
      << "numbers of vertices";
  QTest::newRow("OBJ, a face that is text")
      << "p.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nf one two three\n")
      << "numbers of vertices";
  QTest::newRow("OBJ, a face of two")
      << "q.obj" << QByteArray("v 0 0 0\nv 1 0 0\nf 1 2\n") << "three vertices";
  QTest::newRow("OBJ, infinite") << "r.obj"
                                 << QByteArray("v 0 0 1e999\nv 1 0 0\nv 0 1 0\nf 1 2 3\n")
                                 << "three numbers";
  QTest::newRow("OBJ, a face without end")
      << "s.obj"
      << "v 0 0 0\nv 1 0 0\nv 0 1 0\nf" + QByteArray(" 1 2 3").repeated(400) << "1,000 corners";
  QTest::newRow("OBJ, faces with too many corners")
      << "t.obj"
      << "v 0 0 0\nv 1 0 0\nv 0 1 0\n" +
             ("f" + QByteArray(" 1 2 3").repeated(333) + "\n").repeated(200)
      << "too many corners";
  QTest::newRow("OBJ, the last line cut off")
      << "u.obj" << QByteArray("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 \\") << "three vertices";
  QTest::newRow("OBJ, NULs") << "v.obj" << QByteArray(1000, '\0') << "no triangles";
  QTest::newRow("PLY, elements of nothing, without number")
      << "l.ply"
      << "ply\nformat ascii 1.0\n" + QByteArray("element a 99999\n").repeated(900) +
             "end_header\n" + QByteArray(100'000, ' ')
      << "no triangles";
  QTest::newRow("PLY, more elements than anybody has")
      << "m.ply"
      << "ply\nformat ascii 1.0\n" + QByteArray("element a 0\n").repeated(5000)
      << "line 1003 of its header";
  QTest::newRow("PLY, more properties than anybody has")
      << "n.ply"
      << "ply\nformat ascii 1.0\nelement vertex 1\n" +
             QByteArray("property char x\n").repeated(5000)
      << "of its header";
  QTest::newRow("PLY, x three times")
      << "o.ply"
      << QByteArray(kPlyHeader + kPlyPoints + "3 0 2 1\n3 0 1 3\n3 0 3 2\n3 1 2 3\n")
             .replace("float y", "float x")
             .replace("float z", "float x")
      << "number 1 is missing or not well formed";
  const QByteArray binaryHeader = QByteArray(kPlyHeader).replace("ascii", "binary_little_endian");
  QTest::newRow("PLY, list of 4e9") << "p.ply"
                                    << QByteArray(binaryHeader).replace("uchar int", "uint int") +
                                           QByteArray(48, '\1') + QByteArray(100, '\xff')
                                    << "\"face\", but number 1 is missing";
  QTest::newRow("PLY, list of -1") << "q.ply"
                                   << QByteArray(binaryHeader).replace("uchar int", "char int") +
                                          QByteArray(48, '\1') + QByteArray(100, '\xff')
                                   << "\"face\", but number 1 is missing";
  QTest::newRow("PLY, list of 2.5")
      << "r.ply" << QByteArray(kPlyHeader + kPlyPoints + "2.5 0 2 1\n") << "number 1 is missing";
  QTest::newRow("PLY, vertex -1") << "s.ply" << QByteArray(kPlyHeader + kPlyPoints + "3 0 2 -1\n")
                                  << "number 1 is missing";
  QTest::newRow("PLY, vertex 1e300")
      << "t.ply" << QByteArray(kPlyHeader + kPlyPoints + "3 0 2 1e300\n") << "number 1 is missing";
  QTest::newRow("PLY, vertex half")
      << "u.ply" << QByteArray(kPlyHeader + kPlyPoints + "3 0 2 0.5\n") << "number 1 is missing";
  QTest::newRow("STL, more triangles than bytes")
      << "d.stl" << binaryStl().replace(80, 4, QByteArray::fromHex("00ca9a3b"))
      << "it promises 1000000000 triangles, but holds 4";
  QTest::newRow("STL, as many as 32 bits hold")
      << "e.stl" << binaryStl().replace(80, 4, QByteArray(4, '\xff')) << "it promises 4294967295";
  QTest::newRow("STL, none") << "f.stl" << binaryStl().replace(80, 4, QByteArray(4, '\0'))
                             << "no triangles";
  QTest::newRow("STL, cut off") << "g.stl" << binaryStl().chopped(1)
                                << "it promises 4 triangles, but holds 3";
  QTest::newRow("STL, header alone") << "h.stl" << binaryStl().left(84) << "but holds 0";
  QTest::newRow("STL, NaN") << "i.stl"
                            << binaryStl().replace(84 + 50 + 12, 4, QByteArray(4, '\xff'))
                            << "its triangle 2 has a coordinate that is not a number";
  QTest::newRow("STL, text, cut off") << "j.stl" << asciiStl().left(200) << "";
  QTest::newRow("STL, text, cut off between triangles")
      << "k.stl" << asciiStl().replace("endsolid s\n", "") << "it is cut off";
  QTest::newRow("STL, text, two corners") << "l.stl" << asciiStl().replace("   vertex 0 0 0\n", "")
                                          << "\"endloop\", is not well formed";
  QTest::newRow("STL, text, four corners")
      << "m.stl" << asciiStl().replace("  endloop\n", "   vertex 0 0 0\n  endloop\n")
      << "\"vertex 0 0 0\", is not well formed";
  QTest::newRow("STL, text, NaN") << "n.stl" << asciiStl().replace("1.5", "nan")
                                  << "is not well formed";
  QTest::newRow("STL, text, prose")
      << "o.stl" << QByteArray("solid\nwork\nendsolid\n") << "line 2, \"work\", is not well formed";
  QTest::newRow("STL, garbage") << "b.stl" << QByteArray(50, 'x') << "";
  QTest::newRow("STL, no facets") << "c.stl" << QByteArray("solid s\nendsolid s\n") << "";
  QTest::newRow("unknown ending") << "a.ctm" << QByteArray("x") << "only OBJ, PLY, STL";
  QTest::newRow("no ending") << "surface" << QByteArray("x") << "only OBJ, PLY, STL";
}

void TestMeshFile::refuses() {
  QFETCH(QString, name);
  QFETCH(QByteArray, text);
  QFETCH(QString, reason);
  QVERIFY(scene_test_data::write(at(name), text));
  StderrCatcher catcher(at(QStringLiteral("stderr")));
  const QString why = thrownSentence([&] { readMeshFile(at(name), 1.0); });
  const QByteArray printed = catcher.stop();
  QVERIFY2(why.contains(at(name)), qPrintable(why));
  QVERIFY2(why.contains(reason), qPrintable(why));
  QVERIFY2(why.endsWith('.') && !why.contains('\n') && !why.contains("ERROR"), qPrintable(why));
  QCOMPARE(printed, QByteArray());
}

/// What VTK needs the square of the triangles for would take longer than the test may.
void TestMeshFile::tangledSurfaces_data() {
  QTest::addColumn<QByteArray>("faces");
  QByteArray edge, hub, same;
  for (int i = 0; i < 30'000; ++i) {
    edge += QByteArray("f 1 2 ") + QByteArray::number(3 + i % 1000) + "\n";
    hub += QByteArray("f 1 ") + QByteArray::number(2 + i % 1000) + " " +
           QByteArray::number(2 + (i + 1) % 1000) + "\n";
    same += "f 3 4 5\n";
  }
  QTest::newRow("all at one edge") << edge;
  QTest::newRow("all at one vertex") << hub;
  QTest::newRow("all the same") << same;
}

void TestMeshFile::tangledSurfaces() {
  QFETCH(QByteArray, faces);
  QByteArray text;
  for (int i = 0; i < 1002; ++i)
    text += QByteArray("v ") + QByteArray::number(i % 17) + " " + QByteArray::number(i % 19) + " " +
            QByteArray::number(i) + "\n";
  QVERIFY(scene_test_data::write(at("t.obj"), text + faces));
  const auto mesh = readMeshFile(at("t.obj"), 1.0);
  QVERIFY(mesh->GetPointData()->GetNormals() != nullptr);
}

void TestMeshFile::refusesFilesThatAreTooLarge() {
  for (const char* name : {"hole.obj", "hole.ply", "hole.stl"}) {
    QFile file(at(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(qint64{1} << 40));  // takes no room on the disk
    file.close();
    const QString why = thrownSentence([&] { readMeshFile(at(name), 1.0); });
    QVERIFY2(why.contains("larger than 1 GiB"), qPrintable(why));
  }
}

void TestMeshFile::refusesUnits() {
  QVERIFY(scene_test_data::write(at("u.obj"), scene_test_data::cubeObj(0, 1)));
  for (const double unit : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    const QString why = thrownSentence([&] { readMeshFile(at("u.obj"), unit); });
    QVERIFY(why.contains("unit"));
  }
  QString why = thrownSentence([&] { readMeshFile(at("missing.obj"), 1); });
  QVERIFY(why.contains("no such file"));
  QVERIFY(QDir(folder_.path()).mkdir("folder.obj"));
  why = thrownSentence([&] { readMeshFile(at("folder.obj"), 1); });
  QVERIFY(why.contains("not a file"));
}

void TestMeshFile::readsPointsUnderAnyLocale() {
  const char* found = nullptr;
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C.UTF-8"}) {
    if (found == nullptr) found = setlocale(LC_NUMERIC, name);
  }
  const bool comma = *localeconv()->decimal_point == ',';
  QVERIFY(scene_test_data::write(at("l.obj"), scene_test_data::cubeObj(0, 1.5)));
  const auto mesh = readMeshFile(at("l.obj"), 1);
  const bool kept = (*localeconv()->decimal_point == ',') == comma;
  setlocale(LC_NUMERIC, "C");
  QVERIFY(kept);
  double bounds[6];
  mesh->GetBounds(bounds);
  QCOMPARE(bounds[1], 1.5);
  if (!comma) QSKIP("no locale with a decimal comma is installed: only the plain case was tested");
}

/// What was read in its own unit becomes what would have been read in µm.
void TestMeshFile::isScaledAfterwards() {
  QVERIFY(scene_test_data::write(at("cube.obj"), scene_test_data::cubeObj(-10, 30)));
  const auto mesh = readMeshFile(at("cube.obj"), 1.0);
  for (const double unit : {0.0, -1.0, std::nan(""), 1e300})
    QVERIFY(thrownSentence([&] {
              scaleMesh(*mesh, at("cube.obj"), unit);
            }).contains("cube.obj cannot be used"));
  QCOMPARE(mesh->GetBounds()[1], 30.0);
  scaleMesh(*mesh, at("cube.obj"), 0.5);
  QCOMPARE(mesh->GetBounds()[0], -5.0);
  QCOMPARE(mesh->GetBounds()[5], 15.0);
}

void TestMeshFile::readingCanBeCancelled() {
  QVERIFY(scene_test_data::write(at("cube.obj"), scene_test_data::cubeObj(-10, 30)));
  nblast::JobControl control;
  control.cancel();
  QVERIFY_EXCEPTION_THROWN(readMeshFile(at("cube.obj"), 1.0, control), nblast::Cancelled);
}

void TestMeshFile::keepsTheOldSurface() {
  QVERIFY(scene_test_data::write(at("good.obj"), scene_test_data::cubeObj(-10, 10)));
  QVERIFY(scene_test_data::write(at("bad.obj"), "nothing"));
  SceneContent content;
  QVERIFY(content.bounds().empty);
  content.showMesh(readMeshFile(at("good.obj"), 1));
  QCOMPARE(content.bounds().high[0], 10.0);
  QVERIFY(!thrownSentence([&] { content.showMesh(readMeshFile(at("bad.obj"), 1)); }).isEmpty());
  QVERIFY(content.hasMesh());
  QCOMPARE(content.bounds().high[0], 10.0);
  content.setNeurons({scene_test_data::line(1, Qt::red, {0, 0, 0}, {3, 0, 0})});
  QCOMPARE(content.bounds().high[0], 3.0);
  content.showMesh(readMeshFile(at("good.obj"), 0.5));
  QCOMPARE(content.meshBounds().high[0], 5.0);
  content.clearMesh();
  QVERIFY(!content.hasMesh());
}

QTEST_GUILESS_MAIN(TestMeshFile)
#include "tst_mesh_file.moc"
