#include "tests/compute/store/StoreFixtures.hpp"

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
};

namespace {

constexpr const char* kPython = "/usr/bin/python3";

/// Runs a script with the file's path as its argument; @return what it printed, or how it failed
QString runPython(const QString& script, const std::filesystem::path& path) {
  QProcess python;
  python.start(kPython, {"-c", script, QString::fromStdString(path.string())});
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
  python.start(kPython, {"-c", "import h5py"});
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
      ScoreFileWriter::create(in(folder, "a.h5"), job.contents, ExistingFile::Refuse);
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

QTEST_GUILESS_MAIN(TestScoreFileH5py)
#include "tst_score_file_h5py.moc"
