// SPDX-License-Identifier: BSD-3-Clause
// The synthetic set: the same bytes everywhere, shaped like neurons, in types that NBLAST tells
// apart.
#include "compute/base/Error.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/neuron/PreparedSet.hpp"
#include "compute/sample/Brain.hpp"
#include "compute/sample/BrainSurface.hpp"
#include "compute/sample/Grow.hpp"
#include "compute/sample/WriteSample.hpp"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <map>
#include <set>
#include <thread>

using namespace nblast;

namespace {

/// FNV-1a over every bit of the neuron
QByteArray fingerprint(const Neuron& neuron) {
  std::uint64_t hash = 0xCBF29CE484222325u;
  const auto mix = [&](const auto& value) {
    unsigned char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    for (const unsigned char byte : bytes)
      hash = (hash ^ byte) * 0x100000001B3u;
  };
  for (const char letter : neuron.key)
    mix(letter);
  for (const Vec3d& p : neuron.points) {
    mix(p.x);
    mix(p.y);
    mix(p.z);
  }
  for (const std::int32_t parent : neuron.parents)
    mix(parent);
  for (const float radius : neuron.radii)
    mix(radius);
  return QByteArray::number(static_cast<qulonglong>(hash), 16);
}

QByteArray fileHash(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return "cannot be read";
  return QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha1).toHex();
}

/// Relative path and content hash of every file below
std::map<QString, QByteArray> filesBelow(const QString& folder) {
  std::map<QString, QByteArray> found;
  const QDir top(folder);
  for (const QFileInfo& entry : top.entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
    if (!entry.isDir()) {
      found[entry.fileName()] = fileHash(entry.filePath());
      continue;
    }
    for (const auto& [name, hash] : filesBelow(entry.filePath()))
      found[entry.fileName() + "/" + name] = hash;
  }
  return found;
}

void writeWithThreads(const SampleOptions& options, const QString& folder, int threads) {
  // More threads than this machine may have cores.
  const tbb::global_control allowed(tbb::global_control::max_allowed_parallelism,
                                    static_cast<std::size_t>(threads));
  tbb::task_arena arena(threads);
  JobControl control;
  arena.execute([&] { writeSample(options, folder.toStdString(), control); });
  QCOMPARE(control.progress().done, static_cast<std::uint64_t>(options.neurons));
}

struct TypeAndSide {
  QString type, side;
};
TypeAndSide labelOf(const std::string& key) {
  const QStringList parts = QString::fromStdString(key).split('_');
  return {parts.value(0), parts.value(1)};
}

PreparedSet preparedSet(const SampleOptions& options, bool mirrorRight) {
  NeuronSet set;
  for (std::int64_t i = 0; i < options.neurons; ++i) {
    Neuron neuron = growSampleNeuron(options, i);
    if (mirrorRight && labelOf(neuron.key).side == "R")
      for (Vec3d& p : neuron.points)
        p = sample::mirrored(p);
    set.neurons.push_back(std::move(neuron));
  }
  JobControl control;
  return prepareSet(set, {}, control);
}

std::vector<float> scoresOf(const PreparedSet& set) {
  JobControl control;
  const auto engine = makeEngine("cpu");
  std::vector<float> scores(set.dotprops.size() * set.dotprops.size());
  engine->prepare(set.dotprops, ScoringOptions{}, control);
  engine->scoreTargets(set.dotprops, scores.data(), control);
  return scores;
}

/// Scores of all pairs for which the labels answer true
template <class Wanted>
std::vector<float> pick(const PreparedSet& set, const std::vector<float>& scores, Wanted wanted) {
  std::vector<float> picked;
  for (std::size_t q = 0; q < set.labels.size(); ++q)
    for (std::size_t t = 0; t < set.labels.size(); ++t)
      if (q != t && wanted(labelOf(set.labels[q].key), labelOf(set.labels[t].key)))
        picked.push_back(scores[q * set.labels.size() + t]);
  std::sort(picked.begin(), picked.end());
  return picked;
}

float quantile(const std::vector<float>& sorted, double q) {
  return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

class TestSample : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bitsAreFixed_data();
  void bitsAreFixed();
  void otherSeedsGiveOtherNeurons();
  void laterNeuronsNeedNoEarlierOnes();
  void isOneTreeOfSaneSize_data();
  void isOneTreeOfSaneSize();
  void keysAreUnique();
  void typesHaveLeftAndRightCopies();
  void writtenSetReadsBackTheSame();
  void threadsDoNotMatter();
  void bigSetsAreSplitIntoSubfolders();
  void refusesAFolderWithSomethingInIt();
  void refusesOptionsOutOfRange();
  void stopsWhenCancelled();
  void failedWritesNameTheFile();
  void neuropilIsAClosedOutwardSurface();
  void nblastTellsTypesApart();
  void rightCopiesMirrorTheLeft();
};

void TestSample::bitsAreFixed_data() {
  QTest::addColumn<qlonglong>("neurons");
  QTest::addColumn<qulonglong>("seed");
  QTest::addColumn<qlonglong>("i");
  QTest::addColumn<QByteArray>("expected");
  QTest::newRow("first of the default set")
      << 200ll << 1ull << 0ll << QByteArray("25e4277df576e14f");
  QTest::newRow("last of the default set") << 200ll << 1ull << 199ll << QByteArray("d1a75880fb233");
  QTest::newRow("last of 100,000")
      << 100'000ll << 1ull << 99'999ll << QByteArray("56e831beebcc4e5c");
  QTest::newRow("a small set, largest seed")
      << 12ll << ~0ull << 5ll << QByteArray("177b54d21d977826");
}

void TestSample::bitsAreFixed() {
  QFETCH(const qlonglong, neurons);
  QFETCH(const qulonglong, seed);
  QFETCH(const qlonglong, i);
  QFETCH(const QByteArray, expected);
  // A change here changes everybody's sample sets: then make the golden set anew as well.
  QCOMPARE(fingerprint(growSampleNeuron({neurons, seed}, i)), expected);
}

void TestSample::otherSeedsGiveOtherNeurons() {
  std::set<QByteArray> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    seen.insert(fingerprint(growSampleNeuron({200, seed}, 3)));
  QCOMPARE(seen.size(), 50u);
}

void TestSample::laterNeuronsNeedNoEarlierOnes() {
  // Sets of different size share their first neurons: each stands on its own.
  QCOMPARE(fingerprint(growSampleNeuron({5'000, 9}, 4'321)),
           fingerprint(growSampleNeuron({100'000, 9}, 4'321)));
}

void TestSample::isOneTreeOfSaneSize_data() {
  QTest::addColumn<qlonglong>("neurons");
  QTest::addColumn<qulonglong>("seed");
  QTest::newRow("default") << 200ll << 1ull;
  QTest::newRow("another seed") << 500ll << 77ull;
  QTest::newRow("far into a big set") << 100'000ll << 5ull;
}

void TestSample::isOneTreeOfSaneSize() {
  QFETCH(const qlonglong, neurons);
  QFETCH(const qulonglong, seed);
  std::vector<std::size_t> sizes;
  for (qlonglong i = 0; i < neurons; i += std::max(1ll, neurons / 500)) {
    const Neuron neuron = growSampleNeuron({neurons, seed}, i);
    sizes.push_back(neuron.points.size());
    QVERIFY2(neuron.points.size() >= 50 && neuron.points.size() <= 3000, neuron.key.c_str());
    QCOMPARE(neuron.parents.size(), neuron.points.size());
    QCOMPARE(neuron.radii.size(), neuron.points.size());
    QCOMPARE(neuron.parents[0], -1);
    double cable_um = 0;
    for (std::size_t node = 0; node < neuron.points.size(); ++node) {
      const Vec3d& p = neuron.points[node];
      QVERIFY2(p.x > -30 && p.x < 630 && p.y > -10 && p.y < 320 && p.z > -20 && p.z < 270,
               neuron.key.c_str());
      QVERIFY(neuron.radii[node] > 0.05f && neuron.radii[node] < 5);
      if (node == 0) continue;
      const std::int32_t parent = neuron.parents[node];
      QVERIFY(parent >= 0 &&
              parent < static_cast<std::int32_t>(node));  // hence one tree, without cycles
      const double edge_um = sample::distance(p, neuron.points[static_cast<std::size_t>(parent)]);
      QVERIFY2(edge_um > 0 && edge_um < 3.5, neuron.key.c_str());
      cable_um += edge_um;
    }
    const double mean_um = cable_um / static_cast<double>(neuron.points.size() - 1);
    QVERIFY2(mean_um > 0.9 && mean_um < 1.2, qPrintable(QString::number(mean_um)));
  }
  std::sort(sizes.begin(), sizes.end());
  const std::size_t median = sizes[sizes.size() / 2];
  QVERIFY2(median > 700 && median < 1300, qPrintable(QString::number(median)));
}

void TestSample::keysAreUnique() {
  for (const std::int64_t neurons : {1, 2, 13, 99, 100, 1'234}) {
    const SampleOptions options{neurons, 4};
    std::set<std::string> keys;
    for (std::int64_t i = 0; i < neurons; ++i) {
      const sample::CellIdentity cell = sample::identify(options, i);
      keys.insert(sample::cellName(sample::drawType(options.seed, cell.type), cell));
    }
    QCOMPARE(keys.size(), static_cast<std::size_t>(neurons));
  }
}

void TestSample::typesHaveLeftAndRightCopies() {
  const SampleOptions options{1'000, 2};
  std::map<std::int64_t, std::pair<int, int>> counts;
  for (std::int64_t i = 0; i < options.neurons; ++i) {
    const sample::CellIdentity cell = sample::identify(options, i);
    ++(cell.left ? counts[cell.type].first : counts[cell.type].second);
  }
  QCOMPARE(counts.size(), 50u);
  for (const auto& [type, sides] : counts) {
    QVERIFY2(sides.first >= 8 && sides.first <= 12, qPrintable(QString::number(type)));
    QCOMPARE(sides.first, sides.second);
  }
}

void TestSample::writtenSetReadsBackTheSame() {
  QTemporaryDir folder;
  const SampleOptions options{30, 6};
  writeWithThreads(options, folder.filePath("set"), 2);
  JobControl control;
  const std::vector<std::filesystem::path> paths{folder.filePath("set/swc").toStdString()};
  const NeuronSet set = readNeurons(paths, control);
  QCOMPARE(set.neurons.size(), 30u);
  QVERIFY(set.leftOut.empty());
  QVERIFY(set.unit.unit.has_value());
  QCOMPARE(set.unit.unit->umPerUnit, 1.0);

  std::map<std::string, Neuron> grown;
  for (std::int64_t i = 0; i < options.neurons; ++i) {
    Neuron neuron = growSampleNeuron(options, i);
    grown[neuron.key] = std::move(neuron);
  }
  for (const Neuron& read : set.neurons) {
    QVERIFY(read.warnings.empty());
    QVERIFY(read.statedUnit.has_value());
    const Neuron& made = grown.at(read.key);
    QVERIFY2(read.points == made.points && read.parents == made.parents && read.radii == made.radii,
             read.key.c_str());
  }

  QFile metadata(folder.filePath("set/metadata.csv"));
  QVERIFY(metadata.open(QIODevice::ReadOnly));
  const QList<QByteArray> lines = metadata.readAll().trimmed().split('\n');
  QCOMPARE(lines.size(), 31);
  QCOMPARE(lines.first(), QByteArray("name,type,side"));
  for (const QByteArray& line : lines.mid(1)) {
    const QList<QByteArray> cells = line.split(',');
    QVERIFY2(grown.count(cells.value(0).toStdString()) == 1, line.constData());
    QVERIFY2(cells.value(0).startsWith(cells.value(1) + (cells.value(2) == "left" ? "_L_" : "_R_")),
             line.constData());
  }
}

void TestSample::threadsDoNotMatter() {
  QTemporaryDir folder;
  writeWithThreads({60, 3}, folder.filePath("one"), 1);
  writeWithThreads({60, 3}, folder.filePath("four"), 4);
  const auto one = filesBelow(folder.filePath("one"));
  QCOMPARE(one.size(), 62u);
  QVERIFY(one == filesBelow(folder.filePath("four")));
}

void TestSample::bigSetsAreSplitIntoSubfolders() {
  QTemporaryDir folder;
  SampleOptions options{10'001, 1};
  options.spacing_um = 100;  // few nodes: this is about the files
  writeWithThreads(options, folder.filePath("set"), 2);
  const QDir swc(folder.filePath("set/swc"));
  QCOMPARE(swc.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name).size(), 11);
  QCOMPARE(swc.entryList(QDir::Files).size(), 0);
  QCOMPARE(QDir(swc.filePath("000")).entryList(QDir::Files).size(), 1000);
  QCOMPARE(QDir(swc.filePath("010")).entryList(QDir::Files).size(), 1);
}

void TestSample::refusesAFolderWithSomethingInIt() {
  QTemporaryDir folder;
  JobControl control;
  QFile other(folder.filePath("mine.txt"));
  QVERIFY(other.open(QIODevice::WriteOnly));
  QVERIFY_EXCEPTION_THROWN(writeSample({5, 1}, folder.path().toStdString(), control), InputError);
  QVERIFY_EXCEPTION_THROWN(writeSample({5, 1}, folder.filePath("mine.txt").toStdString(), control),
                           InputError);
  QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot).size(), 1);
}

void TestSample::refusesOptionsOutOfRange() {
  QTemporaryDir folder;
  JobControl control;
  const std::filesystem::path fresh = folder.filePath("fresh").toStdString();
  QVERIFY_EXCEPTION_THROWN(writeSample({0, 1}, fresh, control), InputError);
  QVERIFY_EXCEPTION_THROWN(writeSample({-3, 1}, fresh, control), InputError);
  QVERIFY_EXCEPTION_THROWN(writeSample({7'000'000'000'000'000'000, 1}, fresh, control), InputError);
  QVERIFY_EXCEPTION_THROWN(writeSample({5, 1, std::nan("")}, fresh, control), InputError);
  QVERIFY_EXCEPTION_THROWN(growSampleNeuron({5, 1, 0.0}, 0), InputError);
  QVERIFY_EXCEPTION_THROWN(growSampleNeuron({5, 1}, 5), InputError);
  QVERIFY_EXCEPTION_THROWN(growSampleNeuron({5, 1}, -1), InputError);
  QVERIFY(!std::filesystem::exists(fresh));
}

void TestSample::stopsWhenCancelled() {
  QTemporaryDir folder;
  JobControl control;
  control.cancel();
  const QString set = folder.filePath("set");
  QVERIFY_EXCEPTION_THROWN(writeSample({50, 1}, set.toStdString(), control), Cancelled);
  QVERIFY2(!QFile::exists(set), "a part of a set is left");

  // In the midst of it, in a folder that was there before: the folder stays, empty.
  QVERIFY(QDir().mkpath(set));
  JobControl late;
  std::thread canceller([&] {
    while (late.progress().done < 10)
      std::this_thread::yield();
    late.cancel();
  });
  QVERIFY_EXCEPTION_THROWN(writeSample({5000, 1}, set.toStdString(), late), Cancelled);
  canceller.join();
  QVERIFY(QDir(set).exists() && QDir(set).isEmpty());
}

void TestSample::failedWritesNameTheFile() {
  QTemporaryDir folder;
  JobControl control;
  // A limit on the size of files stands for a full disk.
  rlimit before{};
  QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit tight{4096, before.rlim_max};
  QCOMPARE(setrlimit(RLIMIT_FSIZE, &tight), 0);
  QString reason;
  try {
    writeSample({5, 1}, folder.filePath("set").toStdString(), control);
  } catch (const IoError& error) {
    reason = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  QVERIFY2(reason.contains("neuropil.obj") && reason.contains("Nothing of the sample"),
           qPrintable(reason));
  QVERIFY(!QFile::exists(folder.filePath("set")));

  QVERIFY_EXCEPTION_THROWN(writeSample({5, 1}, "/dev/null/set", control), IoError);
}

void TestSample::neuropilIsAClosedOutwardSurface() {
  const sample::SurfaceMesh mesh = sample::neuropilSurface();
  QVERIFY2(mesh.triangles.size() > 2000 && mesh.triangles.size() < 9000,
           qPrintable(QString::number(mesh.triangles.size())));
  std::set<std::pair<int, int>> edges;  // directed
  double volume_um3 = 0;
  for (const auto& t : mesh.triangles) {
    const auto point = [&](int v) { return mesh.points_um[static_cast<std::size_t>(v)]; };
    const Vec3d a = point(t.a), b = point(t.b), c = point(t.c);
    const Vec3d ab = sample::minus(b, a), ac = sample::minus(c, a);
    const Vec3d cross{ab.y * ac.z - ab.z * ac.y, ab.z * ac.x - ab.x * ac.z,
                      ab.x * ac.y - ab.y * ac.x};
    volume_um3 += sample::dot(a, cross) / 6;
    QVERIFY2(sample::dot(cross, mesh.normals[static_cast<std::size_t>(t.a)]) > 0,
             "a triangle faces inwards");
    for (const auto& edge : {std::pair{t.a, t.b}, std::pair{t.b, t.c}, std::pair{t.c, t.a}})
      QVERIFY2(edges.insert(edge).second, "an edge belongs to two triangles of one direction");
  }
  for (const auto& [from, to] : edges)
    QVERIFY2(edges.count({to, from}) == 1, "the surface has a hole");
  // vertices - edges + faces = 2: one closed piece without handles
  QCOMPARE(mesh.points_um.size() + mesh.triangles.size(), edges.size() / 2 + 2);
  QVERIFY2(volume_um3 > 10e6 && volume_um3 < 45e6, qPrintable(QString::number(volume_um3)));
  for (std::size_t v = 0; v < mesh.points_um.size(); ++v) {
    QVERIFY(std::abs(sample::neuropilField(mesh.points_um[v])) < 1e-6);
    QVERIFY(std::abs(sample::length(mesh.normals[v]) - 1) < 1e-9);
  }
}

void TestSample::nblastTellsTypesApart() {
  const PreparedSet set = preparedSet({40, 1, 2.0}, false);
  QCOMPARE(set.size(), 40);
  const std::vector<float> scores = scoresOf(set);
  const auto within = pick(set, scores, [](const auto& q, const auto& t) {
    return q.type == t.type && q.side == t.side;
  });
  const auto across =
      pick(set, scores, [](const auto& q, const auto& t) { return q.type != t.type; });
  const QString seen = QString("within: 5 % %1, median %2; across: median %3, 95 % %4")
                           .arg(quantile(within, 0.05))
                           .arg(quantile(within, 0.5))
                           .arg(quantile(across, 0.5))
                           .arg(quantile(across, 0.95));
  QVERIFY2(
      quantile(within, 0.05) > 0.35 && quantile(within, 0.5) > 0.5 && quantile(within, 0.5) < 0.85,
      qPrintable(seen));
  QVERIFY2(quantile(across, 0.5) < 0 && quantile(across, 0.95) < 0.35, qPrintable(seen));
}

void TestSample::rightCopiesMirrorTheLeft() {
  const PreparedSet set = preparedSet({40, 1, 2.0}, true);
  const std::vector<float> scores = scoresOf(set);
  const auto pairs = pick(set, scores, [](const auto& q, const auto& t) {
    return q.type == t.type && q.side != t.side;
  });
  QVERIFY2(quantile(pairs, 0.05) > 0.35, qPrintable(QString::number(quantile(pairs, 0.05))));
}

QTEST_GUILESS_MAIN(TestSample)
#include "tst_sample.moc"
