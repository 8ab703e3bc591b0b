#include "tests/ui/scene/SceneTestData.hpp"
#include "ui/scene/MeshFile.hpp"
#include "ui/scene/SceneContent.hpp"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <vtkPointData.h>
#include <vtkPolyData.h>

#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cmath>
#include <cstring>

namespace {

const QByteArray kPlyHeader =
    "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\nproperty float "
    "z\n"
    "element face 4\nproperty list uchar int vertex_indices\nend_header\n";
const QByteArray kPlyPoints = "0 0 0\n1.5 0 0\n0 1.5 0\n0 0 1.5\n";

QByteArray asciiStl() {
  const char* corners[4][3] = {{"0 0 0", "0 1.5 0", "1.5 0 0"},
                               {"0 0 0", "1.5 0 0", "0 0 1.5"},
                               {"0 0 0", "0 0 1.5", "0 1.5 0"},
                               {"1.5 0 0", "0 1.5 0", "0 0 1.5"}};
  QByteArray text = "solid s\n";
  for (const auto& corner : corners) {
    text += " facet normal 0 0 0\n  outer loop\n";
    for (const char* point : corner)
      text += QByteArray("   vertex ") + point + "\n";
    text += "  endloop\n endfacet\n";
  }
  return text + "endsolid s\n";
}

QByteArray binaryStl() {
  QByteArray bytes(80, ' ');
  const auto add = [&bytes](auto value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes.append(raw, sizeof value);
  };
  const float p[4][3] = {{0, 0, 0}, {1.5F, 0, 0}, {0, 1.5F, 0}, {0, 0, 1.5F}};
  const int faces[4][3] = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  add(std::uint32_t(4));
  for (const auto& face : faces) {
    for (int k = 0; k < 3; ++k)
      add(0.0F);
    for (const int corner : face) {
      for (int k = 0; k < 3; ++k)
        add(p[corner][k]);
    }
    add(std::uint16_t(0));
  }
  return bytes;
}

/// The tetrahedron as binary PLY, with a colour that has to be passed over and indices of two
/// bytes.
QByteArray binaryPly(bool bigEndian) {
  QByteArray bytes =
      QByteArray("ply\nformat binary_") + (bigEndian ? "big" : "little") +
      "_endian 1.0\ncomment x\nelement vertex 4\nproperty double x\nproperty uchar red\n"
      "property float y\nproperty float z\nelement face 4\n"
      "property list uchar short vertex_index\nend_header\n";
  const auto add = [&](auto value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    if (bigEndian) std::reverse(raw, raw + sizeof value);
    bytes.append(raw, sizeof value);
  };
  const float p[4][3] = {{0, 0, 0}, {1.5F, 0, 0}, {0, 1.5F, 0}, {0, 0, 1.5F}};
  for (const auto& point : p) {
    add(static_cast<double>(point[0]));
    add(std::uint8_t(200));
    add(point[1]);
    add(point[2]);
  }
  const std::int16_t faces[4][3] = {{0, 2, 1}, {0, 1, 3}, {0, 3, 2}, {1, 2, 3}};
  for (const auto& face : faces) {
    add(std::uint8_t(3));
    for (const std::int16_t corner : face)
      add(corner);
  }
  return bytes;
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
  void refusesUnits();
  void readsPointsUnderAnyLocale();
  void keepsTheOldSurface();

 private:
  QString at(const QString& name) const { return folder_.filePath(name); }
  QTemporaryDir folder_;
};

void TestMeshFile::readsSurfaces_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("text");
  const QByteArray obj =
      "v 0 0 0\nv 1.5 0 0\nv 0 1.5 0\nv 0 0 1.5\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n";
  QTest::newRow("OBJ") << "a.obj" << obj;
  QTest::newRow("OBJ, ending in capitals") << "b.OBJ" << obj;
  QTest::newRow("OBJ, Windows line ends") << "c.obj" << QByteArray(obj).replace("\n", "\r\n");
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
  QTest::newRow("STL, text") << "a.stl" << asciiStl();
  QTest::newRow("STL, binary") << "b.stl" << binaryStl();
  QTest::newRow("name with umlaut and blank") << QString::fromUtf8("größe 1.obj") << obj;
}

void TestMeshFile::readsSurfaces() {
  QFETCH(QString, name);
  QFETCH(QByteArray, text);
  QVERIFY(SceneTestData::write(at(name), text));
  QString why;
  const auto mesh = readMeshFile(at(name), 2.0, &why);
  QVERIFY2(mesh != nullptr, qPrintable(why));
  QCOMPARE(why, QString());
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
  QString why;
  const auto mesh = readMeshFile(file, 1.0, &why);
  QVERIFY2(mesh != nullptr, qPrintable(why));
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
  QTest::newRow("STL, garbage") << "b.stl" << QByteArray(50, 'x') << "";
  QTest::newRow("STL, no facets") << "c.stl" << QByteArray("solid s\nendsolid s\n") << "";
  QTest::newRow("unknown ending") << "a.ctm" << QByteArray("x") << "only OBJ, PLY and STL";
  QTest::newRow("no ending") << "surface" << QByteArray("x") << "only OBJ, PLY and STL";
}

void TestMeshFile::refuses() {
  QFETCH(QString, name);
  QFETCH(QByteArray, text);
  QFETCH(QString, reason);
  QVERIFY(SceneTestData::write(at(name), text));
  QString why;
  StderrCatcher catcher(at(QStringLiteral("stderr")));
  const auto mesh = readMeshFile(at(name), 1.0, &why);
  const QByteArray printed = catcher.stop();
  QVERIFY(mesh == nullptr);
  QVERIFY2(why.contains(at(name)), qPrintable(why));
  QVERIFY2(why.contains(reason), qPrintable(why));
  QVERIFY2(why.endsWith('.') && !why.contains('\n') && !why.contains("ERROR"), qPrintable(why));
  QCOMPARE(printed, QByteArray());
}

void TestMeshFile::refusesUnits() {
  QVERIFY(SceneTestData::write(at("u.obj"), SceneTestData::cubeObj(0, 1)));
  for (const double unit : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    QString why;
    QVERIFY(readMeshFile(at("u.obj"), unit, &why) == nullptr);
    QVERIFY(why.contains("unit"));
  }
  QString why;
  QVERIFY(readMeshFile(at("missing.obj"), 1, &why) == nullptr);
  QVERIFY(why.contains("no such file"));
  QVERIFY(QDir(folder_.path()).mkdir("folder.obj"));
  QVERIFY(readMeshFile(at("folder.obj"), 1, &why) == nullptr);
  QVERIFY(why.contains("not a file"));
}

void TestMeshFile::readsPointsUnderAnyLocale() {
  const char* found = nullptr;
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "C.UTF-8"}) {
    if (found == nullptr) found = setlocale(LC_NUMERIC, name);
  }
  const bool comma = *localeconv()->decimal_point == ',';
  QVERIFY(SceneTestData::write(at("l.obj"), SceneTestData::cubeObj(0, 1.5)));
  QString why;
  const auto mesh = readMeshFile(at("l.obj"), 1, &why);
  const bool kept = (*localeconv()->decimal_point == ',') == comma;
  setlocale(LC_NUMERIC, "C");
  QVERIFY(kept);
  QVERIFY2(mesh != nullptr, qPrintable(why));
  double bounds[6];
  mesh->GetBounds(bounds);
  QCOMPARE(bounds[1], 1.5);
  if (!comma) QSKIP("no locale with a decimal comma is installed: only the plain case was tested");
}

void TestMeshFile::keepsTheOldSurface() {
  QVERIFY(SceneTestData::write(at("good.obj"), SceneTestData::cubeObj(-10, 10)));
  QVERIFY(SceneTestData::write(at("bad.obj"), "nothing"));
  SceneContent content;
  QVERIFY(content.bounds().isEmpty());
  QCOMPARE(content.loadMesh(at("good.obj"), 1), QString());
  QCOMPARE(content.bounds().hi[0], 10.0);
  QVERIFY(!content.loadMesh(at("bad.obj"), 1).isEmpty());
  QVERIFY(content.hasMesh());
  QCOMPARE(content.bounds().hi[0], 10.0);
  content.setNeurons({SceneTestData::line(1, Qt::red, {0, 0, 0}, {3, 0, 0})});
  QCOMPARE(content.bounds().hi[0], 3.0);
  QCOMPARE(content.loadMesh(at("good.obj"), 0.5), QString());
  QCOMPARE(content.meshBounds().hi[0], 5.0);
  content.clearMesh();
  QVERIFY(!content.hasMesh());
}

QTEST_GUILESS_MAIN(TestMeshFile)
#include "tst_mesh_file.moc"
