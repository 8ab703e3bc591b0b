// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "tests/ui/models/Fixtures.hpp"
#include "ui/jobs/NblastJobs.hpp"
#include "ui/jobs/Work.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/models/NeuronSets.hpp"
#include "ui/models/Result.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace nblast;

/// The whole way of the window without a window: open, score with the real Runner, look at matches,
/// export.
class TestWork : public QObject {
  Q_OBJECT
 private:
  std::unique_ptr<QTemporaryDir> folder_;
  std::filesystem::path path(const char* name) const {
    return folder_->filePath(name).toStdString();
  }
  void writeSwc(const QString& name, double shift) const;
  static QByteArray contents(const std::filesystem::path& path);
  /// Runs a callable to its end and hands out its result.
  template <class Work>
  static auto finish(Work work, QString* failure = nullptr);

 private Q_SLOTS:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }
  void opensNeurons();
  void missingFilesAreASentence();
  void fromNeuronsToExportedMatches();
  void cancelLeavesAnOpenableFile();
  void matchesAsText_data();
  void matchesAsText();
  void matchesIntoAFolderThatIsNotThere();
};

void TestWork::writeSwc(const QString& name, double shift) const {
  QFile file(folder_->filePath(name));
  QVERIFY(file.open(QIODevice::WriteOnly));
  for (int i = 1; i <= 30; ++i) {
    file.write(QStringLiteral("%1 0 %2 %3 0 0.5 %4\n")
                   .arg(i)
                   .arg(i * 0.9 + shift)
                   .arg(i * shift * 0.1)
                   .arg(i == 1 ? -1 : i - 1)
                   .toUtf8());
  }
}

QByteArray TestWork::contents(const std::filesystem::path& path) {
  QFile file(QString::fromStdString(path.string()));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

template <class Work>
auto TestWork::finish(Work work, QString* failure) {
  using Raw = std::invoke_result_t<Work&, JobControl&>;
  using Value = std::conditional_t<std::is_void_v<Raw>, std::monostate, Raw>;
  BackgroundTask task;
  std::optional<TaskOutcome<Value>> outcome;
  task.start(std::move(work), [&](TaskOutcome<Value> o) { outcome = std::move(o); });
  const bool ended = QTest::qWaitFor([&] { return outcome.has_value(); }, 20'000);
  if (!ended) return std::optional<Value>();
  if (failure) *failure = outcome->failure;
  return std::move(outcome->result);
}

void TestWork::opensNeurons() {
  writeSwc("a.swc", 0);
  writeSwc("b.swc", 3);
  const auto set = finish(loadNeuronsWork({path("")}));
  QVERIFY(set);
  QCOMPARE((*set)->neurons.size(), 2u);
}

void TestWork::missingFilesAreASentence() {
  QString failure;
  QVERIFY(!finish(loadNeuronsWork({path("nowhere.swc")}), &failure));
  QVERIFY2(failure.contains("nowhere.swc"), qPrintable(failure));
  QVERIFY(!finish(openScoreFileWork(path("nowhere.h5")), &failure));
  QVERIFY2(failure.contains("nowhere.h5"), qPrintable(failure));
}

void TestWork::fromNeuronsToExportedMatches() {
  for (const auto& [name, shift] : {std::pair{"a.swc", 0.0}, {"b.swc", 3.0}, {"c.swc", 30.0}})
    writeSwc(name, shift);
  const auto loaded = finish(loadNeuronsWork({path("")}));
  QVERIFY(loaded);
  NeuronSets sets;
  const int id = sets.addLoaded("three", {path("")}, *loaded);
  sets.setUnit(id, {1, "um"});
  JobSpec spec;
  spec.output = path("scores.h5");
  spec.engine = "reference";
  const auto inputs = sets.inputsFor(id, 0, &spec);
  const auto plan = finish(planWork(spec, inputs));
  QVERIFY(plan);
  QCOMPARE(plan->pairs, 9);

  NblastJobs jobs(runJob);
  std::shared_ptr<const ScoreFile> early;
  qint64 columns = 0;
  connect(&jobs, &NblastJobs::fileCreated, &jobs,
          [&](int, const QString& created) { early = ScoreFile::open(created.toStdString()); });
  connect(&jobs, &NblastJobs::blockWritten, &jobs, [&](int, qint64, qint64 n) { columns += n; });
  const int job = jobs.start(spec, inputs);
  QTRY_VERIFY_WITH_TIMEOUT(!jobs.hasUnfinished(), 20'000);
  const auto& row = *jobs.model()->find(job);
  QVERIFY2(row.state == JobState::Finished, qPrintable(row.sentence));
  QCOMPARE(columns, 3);
  QVERIFY(early && early->completeness().complete());

  const Result result(early, {id, sets.find(id)->neurons}, {});
  const auto query = result.rowOfQuery(0);
  const auto matches = finish(matchesWork(early, query, Direction::Forward));
  QVERIFY(matches);
  MatchesModel model;
  model.setMatches(early, query, *matches);
  QCOMPARE(model.rowCount(), 2);
  QCOMPARE(model.index(0, MatchesModel::NameColumn).data().toString(), "b");
  QVERIFY(finish(exportMatchesWork(early, query, model.matches(), path("matches.csv"))));
  QVERIFY(
      contents(path("matches.csv")).startsWith("query,rank,target,forward,reverse,mean\na,1,b,"));
}

void TestWork::cancelLeavesAnOpenableFile() {
  auto set = std::make_shared<NeuronSet>();
  for (int i = 0; i < 400; ++i) {
    auto neuron = fixtures::makeNeuron("n" + std::to_string(i), 49);
    for (auto& point : neuron.points)
      point.x += i;
    set->neurons.push_back(std::move(neuron));
  }
  set->unit = {LengthUnit{}, "stated"};
  NeuronSets sets;
  const int id = sets.addLoaded("many", {"many.zip"}, set);
  JobSpec spec;
  spec.output = path("cancelled.h5");
  spec.engine = "reference";
  NblastJobs jobs(runJob);
  connect(&jobs, &NblastJobs::blockWritten, &jobs, [&](int job) { jobs.cancel(job); });
  const int job = jobs.start(spec, sets.inputsFor(id, 0, &spec));
  QTRY_VERIFY_WITH_TIMEOUT(!jobs.hasUnfinished(), 20'000);
  const auto& row = *jobs.model()->find(job);
  QVERIFY2(row.state == JobState::Cancelled, qPrintable(row.sentence));
  const auto file = finish(openScoreFileWork(spec.output));
  QVERIFY(file);
  QVERIFY(!finish(completenessWork(*file))->complete());
  QVERIFY(finish(matchesWork(*file, 0, Direction::Forward)).has_value());
}

void TestWork::matchesAsText_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("failure");
  QTest::newRow("csv") << "m.csv"
                       << QByteArray(
                              "query,rank,target,forward,reverse,mean\n"
                              "a,1,\"b, \"\"big\"\"\",0.5,0.25,0.375\na,2,c,-1,,\n")
                       << "";
  QTest::newRow("tsv, any case") << "m.TSV"
                                 << QByteArray(
                                        "query\trank\ttarget\tforward\treverse\tmean\n"
                                        "a\t1\t\"b, \"\"big\"\"\"\t0.5\t0.25\t0.375\n"
                                        "a\t2\tc\t-1\t\t\n")
                                 << "";
  QTest::newRow("another ending") << "m.xlsx" << QByteArray("(no file)") << "use .csv";
}

void TestWork::matchesAsText() {
  QFETCH(QString, name);
  const float missing = std::numeric_limits<float>::quiet_NaN();
  const auto file =
      std::make_shared<fixtures::MemoryScoreFile>(std::vector<std::string>{"a", "b, \"big\"", "c"});
  const std::vector<Match> matches{{1, 0.5f, 0.25f, 0.375f, 1}, {2, -1, missing, missing, 2}};
  const auto output = path(name.toUtf8().constData());
  QString told;
  finish(exportMatchesWork(file, 0, matches, output), &told);
  QTEST(contents(output), "text");
  QFETCH(QString, failure);
  QCOMPARE(told.isEmpty(), failure.isEmpty());
  QVERIFY2(told.contains(failure), qPrintable(told));
}

void TestWork::matchesIntoAFolderThatIsNotThere() {
  const auto file = std::make_shared<fixtures::MemoryScoreFile>(std::vector<std::string>{"a"});
  QString failure;
  finish(exportMatchesWork(file, 0, {}, path("not/there.csv")), &failure);
  QVERIFY2(failure.contains("not/there.csv"), qPrintable(failure));
}

QTEST_GUILESS_MAIN(TestWork)
#include "tst_work.moc"
