// SPDX-License-Identifier: BSD-3-Clause
#include "tests/compute/scorefile/SparseFixtures.hpp"

#include <QProcess>
#include <QTest>

#include <fstream>

using namespace fixtures;

/// The file as others see it: Python's h5py, without our code.
class TestScoreFileH5py : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void finishedFile();
  void fileBeingWritten();
  void sparseFile_data();
  void sparseFile();
  void sparseFileByScipy();
};

namespace {

/// Debian's own, unless told otherwise.
QString pythonProgram() {
  return qEnvironmentVariable("NBLAST_TEST_PYTHON", "/usr/bin/python3");
}

/// Runs a script with the file's path as its argument; @return what it printed, or how it failed
QString runPython(const QString& script, const std::filesystem::path& path) {
  QProcess python;
  python.start(pythonProgram(), {"-c", script, QString::fromStdString(path.string())});
  if (!python.waitForFinished(60000)) return "python did not finish";
  return QString::fromUtf8(python.readAllStandardOutput() + python.readAllStandardError());
}

const QString kOpen = R"(
import sys, json, numpy, h5py
f = h5py.File(sys.argv[1], 'r')
s = f['scores/forward']
q, t = numpy.indices(s.shape)
expected = ((q * 2048 + t) / 4194304.0 - 0.25).astype('float32')
)";

}  // namespace

void TestScoreFileH5py::initTestCase() {
  QProcess python;
  python.start(pythonProgram(), {"-c", "import h5py"});
  if (!python.waitForFinished(60000) || python.exitCode() != 0) {
    QSKIP("python3 with h5py is not installed (package python3-h5py)");
  }
}

void TestScoreFileH5py::finishedFile() {
  const QTemporaryDir folder;
  Job job(70);
  job.queries.labels[3].key = "Zürich";
  job.writeFile(in(folder, "a.h5"));
  const QString script = kOpen + R"(
assert s.dtype == numpy.float32 and s.shape == (70, 70) and (s[:] == expected).all()
assert [d.label for d in s.dims] == ['query', 'target']
assert f['targets'] == f['queries']
assert f.attrs['format'] == 'nblast score file' and f.attrs['normalised'] == 1
names = f['queries/name'].asstr()[:]
assert names[3] == 'Zürich' and names[69] == 'q69' and list(f['queries/id'].asstr()[:]) == list(names)
assert f['queries/source'].asstr()[5] == 'folder/q5.swc' and f['queries/hash'].asstr()[5] == 'hashq5'
assert f['queries/self_hit'][3] == 101 and f['queries/points'][4] == 5
g = f['queries/geometry']
a, b = g['offset'][4], g['offset'][5]
assert (g['points'][a:b] == [[4, p, 0.5] for p in range(5)]).all() and list(g['parent'][a:b]) == [-1, 0, 1, 2, 3]
assert g['tangent'].shape == g['points'].shape and g['alpha'][b - 1] == 0.5
assert f['queries/left_out/name'].asstr()[0] == 'bad ü' and len(f['queries/left_out/reason']) == 2
assert f['blocks/state'][:].all() and f['blocks/crc32c'].shape == (5, 5)
assert json.loads(f['job'].asstr()[()]) == {'k': 5} and json.loads(f['score_table'][()]) == {'name': 'fcwb'}
assert json.loads(f['job_report'].asstr()[()]) == {'engine': 'none'}
print('same')
)";
  QCOMPARE(runPython(script, in(folder, "a.h5")), QString("same\n"));
}

void TestScoreFileH5py::fileBeingWritten() {
  const QTemporaryDir folder;
  const Job job(20, 70);
  const auto writer =
      DenseScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
  job.writeBlock(*writer, 2);
  const QString script = kOpen + R"(
state = f['blocks/state'][:]
assert state.tolist() == [[0, 0, 1, 0, 0], [0, 0, 1, 0, 0]]
assert (s[:, 32:48] == expected[:, 32:48]).all()
assert f['job_report'][()] == b''
assert f['targets'] != f['queries'] and f['targets/name'].asstr()[69] == 't69'
print('same')
)";
  QCOMPARE(runPython(script, in(folder, "a.h5")), QString("same\n"));
  job.writeAll(*writer);
  QVERIFY(ScoreFile::open(in(folder, "a.h5"))->completeness().complete());
}

namespace {

/// The scores behind a sparse file as text, for a script to compare with.
QString asPython(const DenseScores& scores, const std::vector<float>& matrix) {
  QStringList values;
  for (const float value : matrix)
    values << QString::number(static_cast<double>(value), 'g', 9);
  return QString("numpy.array([%1], 'float32').reshape(%2, %3)")
      .arg(values.join(','))
      .arg(scores.queries)
      .arg(scores.targets);
}

}  // namespace

void TestScoreFileH5py::sparseFile_data() {
  QTest::addColumn<int>("shape");
  QTest::newRow("all-by-all") << int(Shape::AllByAll);
  QTest::newRow("one direction") << int(Shape::OneDirection);
  QTest::newRow("both directions") << int(Shape::BothDirections);
}

void TestScoreFileH5py::sparseFile() {
  QFETCH(int, shape);
  const QTemporaryDir folder;
  const DenseScores scores(static_cast<Shape>(shape), 30, 30, 4);
  const auto job = jobFor(scores);
  const auto writer = SparseScoreFileWriter::create(in(folder, "a.h5"), job->contents, {0.5, 3},
                                                    ExistingFile::Refuse);
  const QString open = R"(
import sys, json, numpy, h5py
f = h5py.File(sys.argv[1], 'r')
g = f['scores/sparse']
assert g.attrs['threshold'] == 0.5 and g.attrs['top'] == 3 and list(g.attrs['shape']) == [30, 30]
assert g.attrs['pairs'] == 900 and g.attrs['complete'] == (1 if len(g) else 0)
)";
  QCOMPARE(runPython(open + "print(len(g), f['queries/name'].asstr()[29])", in(folder, "a.h5")),
           QString("0 q29\n"));
  SparseInput(scores, {0.5, 3}, true, 1).write(*writer, 100);
  writer->finish(R"({"engine":"none"})");
  QString script = open + R"(
p, t, s = g['indptr'][:], g['indices'][:], g['forward'][:]
assert p.dtype == numpy.int64 and t.dtype == numpy.int32 and s.dtype == numpy.float32
assert len(t) == len(s) == p[-1] == g.attrs['pairs_kept'] and g.attrs['pairs_scored'] >= 870
forward = )" + asPython(scores, scores.forward);
  script +=
      "\nreverse = " + (shape == int(Shape::AllByAll)       ? "forward.T"
                        : shape == int(Shape::OneDirection) ? QString("None")
                                                            : asPython(scores, scores.reverse));
  script += QString("\nall_by_all = %1").arg(shape == int(Shape::AllByAll) ? "True" : "False");
  script += R"(
kept = forward.astype('float64') >= 0.5
if reverse is not None: kept |= reverse.astype('float64') >= 0.5
for q in range(30):
    others = [t for t in range(30) if not (all_by_all and t == q)]
    kept[q, sorted(others, key=lambda t: (-forward[q, t], t))[:3]] = True
if all_by_all: kept |= numpy.eye(30, dtype=bool)
assert (numpy.repeat(numpy.arange(30), numpy.diff(p)) == numpy.nonzero(kept)[0]).all()
assert (t == numpy.nonzero(kept)[1]).all() and (s == forward[kept]).all()
assert ('reverse' in g) == (reverse is not None)
if reverse is not None: assert (g['reverse'][:] == reverse[kept]).all()
assert len(f['blocks/forward_crc32c']) == 1 and json.loads(f['job_report'].asstr()[()]) == {'engine': 'none'}
print('same')
)";
  QCOMPARE(runPython(script, in(folder, "a.h5")), QString("same\n"));
}

void TestScoreFileH5py::sparseFileByScipy() {
  if (runPython("import scipy.sparse; print('there')", {}) != "there\n")
    QSKIP("python3 with scipy is not installed (package python3-scipy)");
  const QTemporaryDir folder;
  const DenseScores scores(Shape::AllByAll, 30, 30, 4);
  writeSparse(in(folder, "a.h5"), scores, {-1.0, {}});
  const QString script = R"(
import sys, numpy, h5py, scipy.sparse
g = h5py.File(sys.argv[1], 'r')['scores/sparse']
m = scipy.sparse.csr_matrix((g['forward'][:], g['indices'][:], g['indptr'][:]), shape=g.attrs['shape'])
assert m.has_sorted_indices and (m.toarray() == )" +
                         asPython(scores, scores.forward) + ").all()\nprint('same')";
  QCOMPARE(runPython(script, in(folder, "a.h5")), QString("same\n"));
}

QTEST_GUILESS_MAIN(TestScoreFileH5py)
#include "tst_score_file_h5py.moc"
