// SPDX-License-Identifier: BSD-3-Clause
#pragma once
// One file of each kind of damage, and good ones beside them, made by the tests.
#include "tests/compute/io/ArchiveWriter.hpp"
#include "tests/ui/support/TinyNeurons.hpp"

#include <QByteArray>
#include <QFile>
#include <QString>
#include <QTest>

#include <vector>

struct DamagedFile {
  QString name;
  QByteArray bytes;
};

inline QByteArray fileBytes(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(path));
  return file.readAll();
}

inline void writeBytes(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
    qFatal("cannot write %s", qPrintable(path));
}

inline QByteArray gzipped(const QByteArray& bytes) {
  std::string packed(static_cast<std::size_t>(bytes.size()) + 4096, '\0');
  std::size_t used = 0;
  archive* a = archive_write_new();
  archive_write_add_filter_gzip(a);
  archive_write_set_format_raw(a);
  archive_write_open_memory(a, packed.data(), packed.size(), &used);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(a, entry);
  archive_write_data(a, bytes.constData(), static_cast<std::size_t>(bytes.size()));
  archive_entry_free(entry);
  archive_write_close(a);
  archive_write_free(a);
  return {packed.data(), static_cast<qsizetype>(used)};
}

/// Bytes that are nothing at all; the same ones each time.
inline QByteArray noise(int count) {
  QByteArray bytes;
  quint32 state = 12345;
  for (int i = 0; i < count; ++i) {
    state = state * 1664525 + 1013904223;
    bytes += static_cast<char>(state >> 24);
  }
  return bytes;
}

inline std::vector<DamagedFile> damagedSkeletons() {
  const QByteArray good = tinySwc(30, 0).toUtf8();
  return {{"empty.swc", ""},
          {"comments.swc", "# a comment\n# another\n"},
          {"words.swc", "this is no skeleton\n"},
          {"noise.swc", noise(3000)},
          {"columns.swc", "1 0 1 2 3\n"},
          {"cut.swc", good.left(good.size() - 4).replace("30 0", "30 zero")},
          {"nan.swc", "1 0 nan 0 0 1 -1\n2 0 1 0 0 1 1\n"},
          {"infinite.swc", "1 0 inf 0 0 1 -1\n2 0 1 0 0 1 1\n"},
          {"cycle.swc", "1 0 0 0 0 1 2\n2 0 1 0 0 1 1\n"},
          {"twice.swc", "1 0 0 0 0 1 -1\n1 0 1 0 0 1 -1\n"},
          {"nul.swc", QByteArray("1 0 0 0 0 1 -1\n2 0 1 \0 0 1 1\n", 30)},
          {"commas.swc", "1 0 0,5 0,5 0,5 1 -1\n2 0 1,5 0,5 0,5 1 1\n"},
          {"plain.swc.gz", noise(400)},
          {"empty.swc.gz", ""},
          {"cut.swc.gz", gzipped(tinySwc(3000, 0).toUtf8()).left(3000)},
          {"words.swc.gz", gzipped("this is no skeleton\n")}};
}

inline std::vector<DamagedFile> damagedTables() {
  return {{"empty.csv", ""},
          {"noise.csv", noise(2000)},
          {"header.csv", "a,b,c\n1,2,3\n"},
          {"words.csv", "x,y,z\n1,2,three\n"},
          {"short.csv", "x,y,z\n1,2\n"},
          {"nan.csv", "x,y,z\nnan,1,2\n3,4,5\n"},
          {"only-header.csv", "x,y,z\n"},
          {"tangents.csv", "x,y,z,vx,vy,vz,alpha\n1,2,3,0,0,0,1\n"},
          {"quotes.csv", "x,y,z\n\"1,2,3\n4,5,6\n"}};
}

/// @param folder for making archives in
inline std::vector<DamagedFile> damagedArchives(const QString& folder) {
  const std::string good = tinySwc(400, 0).toStdString();
  const auto archiveOf = [&](const char* name, const Members& members) {
    const QString path = folder + "/made-" + name;
    if (!writeArchive(path, members)) qFatal("cannot make %s", name);
    return fileBytes(path);
  };
  const QByteArray zip = archiveOf("a.zip", {{"a.swc", good}});
  const QByteArray tar = archiveOf("a.tar", {{"a.swc", good}});
  const QByteArray tgz = archiveOf("a.tar.gz", {{"a.swc", good}});
  QByteArray flipped = zip;
  for (int i = 100; i < flipped.size() / 2; ++i)
    flipped[i] = static_cast<char>(flipped[i] ^ 0x5a);
  return {{"empty.zip", ""},
          {"noise.zip", noise(3000)},
          {"cut.zip", zip.left(zip.size() / 2)},
          {"flipped.zip", flipped},
          {"words.zip", archiveOf("words.zip", {{"a.swc", "words\n"}, {"b.swc", "more words\n"}})},
          {"nothing.zip", archiveOf("nothing.zip", {{"readme.txt", "no neurons\n"}})},
          {"empty.tar", ""},
          {"noise.tar", noise(3000)},
          {"cut.tar", tar.left(700)},
          {"empty.tar.gz", ""},
          {"noise.tar.gz", noise(3000)},
          {"cut.tar.gz", tgz.left(tgz.size() / 2)},
          {"noise.tgz", noise(3000)}};
}

inline std::vector<DamagedFile> damagedSurfaces() {
  const QByteArray corners = "v 0 0 0\nv 1 0 0\nv 0 1 0\n";
  const QByteArray ply =
      "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float "
      "z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n";
  QByteArray liar(80, ' ');
  liar += QByteArray("\xff\xff\xff\x7f", 4) + noise(50);
  return {{"empty.obj", ""},
          {"noise.obj", noise(2000)},
          {"words.obj", "this is no surface\n"},
          {"no-faces.obj", corners},
          {"vertex.obj", "v 0 0 abc\n" + corners + "f 1 2 3\n"},
          {"nan.obj", "v nan 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"},
          {"face.obj", corners + "f 1 2 9\n"},
          {"empty.ply", ""},
          {"noise.ply", noise(2000)},
          {"cut.ply", ply + "0 0 0\n1 0 0\n"},
          {"face.ply", ply + "0 0 0\n1 0 0\n0 1 0\n3 0 1 77\n"},
          {"nan.ply", ply + "nan 0 0\n1 0 0\n0 1 0\n3 0 1 2\n"},
          {"empty.stl", ""},
          {"words.stl", "this is no surface\n"},
          {"liar.stl", liar}};
}

/// @param scores a good score file's bytes
inline std::vector<DamagedFile> damagedScores(const QByteArray& scores) {
  return {{"empty.h5", ""},
          {"words.h5", "no scores"},
          {"noise.h5", noise(5000)},
          {"head.h5", scores.left(512)},
          {"cut.h5", scores.left(scores.size() / 2)},
          {"noise.hdf5", noise(5000)}};
}

/// Job descriptions: for --run.
inline std::vector<DamagedFile> damagedJobs() {
  return {{"empty.json", ""},
          {"noise.json", noise(500)},
          {"words.json", "run it"},
          {"list.json", "[1, 2, 3]"},
          {"cut.json", R"({"queries": ["a")"},
          {"type.json", R"({"queries": 7, "output": "x.h5"})"},
          {"unknown.json", R"({"queries": ["a"], "colour": "red"})"},
          {"unit.json", R"({"queries": ["a"], "query_unit": "stated,miles"})"}};
}
