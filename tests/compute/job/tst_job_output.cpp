// SPDX-License-Identifier: BSD-3-Clause
// What a job leaves on disk, however it ends, and what it says of that.
#include "compute/base/Error.hpp"
#include "compute/job/CheckOutput.hpp"
#include "compute/job/Runner.hpp"
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"
#include "compute/scorefile/platform/DiskSpace.hpp"
#include "compute/scorefile/sparse/SparseScoreFileWriter.hpp"
#include "tests/compute/support/SampleSets.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace nblast;
namespace fs = std::filesystem;

namespace {

std::string contentOf(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void writeText(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

/// One point with alpha 0, which no direction can be told of.
Neuron singlePoint(const char* key) {
  Neuron neuron;
  neuron.key = key;
  neuron.source = std::string(key) + ".swc";
  neuron.points = {{1, 2, 3}};
  neuron.parents = {-1};
  neuron.radii = {1};
  return neuron;
}

JobOutcome run(const JobSpec& spec, const LoadedInputs& inputs, const JobEvents& events = {}) {
  JobControl control;
  return runJob(spec, inputs, control, events);
}

QString text(const std::string& words) {
  return QString::fromStdString(words);
}

}  // namespace

class TestJobOutput : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cancelledBeforeAScore_data();
  void cancelledBeforeAScore();
  void cancelledWithSomeBlocks();
  void theOldFileGoesWithTheFirstBlock();
  void theOldFileGoesWithTheSparseEnd();
  void inputsAreNeverReplaced_data();
  void inputsAreNeverReplaced();
  void allWhoCheckSayTheSame_data();
  void allWhoCheckSayTheSame();
  void aPathIsCheckedBeforeAJob_data();
  void aPathIsCheckedBeforeAJob();
  void aFileBesideTheInputsIsReplaced();
  void neuronsWithoutASelfHitAreLeftOut_data();
  void neuronsWithoutASelfHitAreLeftOut();
  void noneWithASelfHitIsAFailure();
  void roomIsCounted();
  void notesAreToldOnce();

 private:
  fs::path in(const char* name) const { return folder_->filePath(name).toStdString(); }
  QStringList files() const {
    QStringList names;
    for (const auto& entry : fs::directory_iterator(folder_->path().toStdString()))
      names += text(entry.path().filename().string());
    names.sort();
    return names;
  }
  JobSpec specTo(const char* name, bool sparse = false) const {
    JobSpec spec;
    spec.output = in(name);
    spec.overwrite = true;
    spec.engine = "reference";
    if (sparse) spec.sparseAbove = 0.0;
    return spec;
  }
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestJobOutput::init() {
  folder_ = std::make_unique<QTemporaryDir>();
}

void TestJobOutput::cancelledBeforeAScore_data() {
  QTest::addColumn<bool>("sparse");
  QTest::addColumn<bool>("oldFile");
  QTest::addColumn<QString>("when");
  QTest::addColumn<QString>("kept");
  const QString nothing = "No score file was written.", old = "s.h5 is as it was before.";
  const QString sparse = "A sparse job keeps nothing until it is complete. ";
  for (const char* when : {"begin", "loaded", "planned", "scoring"}) {
    QTest::addRow("dense, %s", when) << false << false << when << nothing;
    QTest::addRow("dense over an old file, %s", when) << false << true << when << old;
    QTest::addRow("sparse, %s", when) << true << false << when << sparse + nothing;
    QTest::addRow("sparse over an old file, %s", when) << true << true << when << sparse;
  }
}

void TestJobOutput::cancelledBeforeAScore() {
  QFETCH(bool, sparse);
  QFETCH(bool, oldFile);
  QFETCH(QString, when);
  QFETCH(QString, kept);
  if (oldFile) writeText(in("s.h5"), "the old scores");
  JobControl control;
  JobEvents events;
  if (when == "begin") control.cancel();
  events.loaded = [&](const JobReport&) {
    if (when == "loaded") control.cancel();
  };
  std::thread watcher;
  events.planned = [&](const Plan&) {
    if (when == "planned") control.cancel();
    if (when != "scoring") return;
    watcher = std::thread([&] {
      while (control.progress().phase != Phase::Score)
        std::this_thread::yield();
      control.cancel();
    });
  };
  // Enough for the plain engine not to be done before it hears of it.
  const auto outcome = runJob(specTo("s.h5", sparse), {sampleSet(60, 2), nullptr}, control, events);
  if (watcher.joinable()) watcher.join();
  QVERIFY2(outcome.kind == JobOutcome::Kind::Cancelled, outcome.failure.c_str());
  QCOMPARE(outcome.report.finishedBlocks, 0);
  QVERIFY2(text(outcome.kept).endsWith(kept) || text(outcome.kept).startsWith(kept),
           outcome.kept.c_str());
  QCOMPARE(text(outcome.kept).contains("as it was before"), oldFile);
  QCOMPARE(files(), oldFile ? QStringList{"s.h5"} : QStringList{});
  if (oldFile) QCOMPARE(contentOf(in("s.h5")), std::string("the old scores"));
}

void TestJobOutput::cancelledWithSomeBlocks() {
  writeText(in("s.h5"), "the old scores");
  JobControl control;
  JobEvents events;
  events.blockWritten = [&](std::int64_t, std::int64_t) { control.cancel(); };
  const auto outcome = runJob(specTo("s.h5"), {sampleSet(60, 2), nullptr}, control, events);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Cancelled, outcome.failure.c_str());
  const auto blocks = ScoreFile::open(in("s.h5"))->completeness();
  QVERIFY(blocks.finishedBlocks > 0 && !blocks.complete());
  QCOMPARE(outcome.report.finishedBlocks, blocks.finishedBlocks);
  QCOMPARE(outcome.report.blocks, blocks.blocks);
  QCOMPARE(text(outcome.kept), QString("%1 of %2 blocks are in %3.")
                                   .arg(blocks.finishedBlocks)
                                   .arg(blocks.blocks)
                                   .arg(text(in("s.h5").string())));
  QCOMPARE(files(), QStringList{"s.h5"});
}

void TestJobOutput::theOldFileGoesWithTheFirstBlock() {
  QVERIFY(run(specTo("s.h5"), {sampleSet(5, 1), nullptr}).kind == JobOutcome::Kind::Finished);
  const auto sizeNow = [&] { return ScoreFile::open(in("s.h5"))->queries().size(); };
  QStringList told;
  JobEvents events;
  events.planned = [&](const Plan&) { told += QString("planned %1").arg(sizeNow()); };
  events.fileCreated = [&](const fs::path&) { told += QString("created %1").arg(sizeNow()); };
  events.blockWritten = [&](std::int64_t first, std::int64_t) {
    if (first == 0) told += QString("block %1").arg(sizeNow());
  };
  QVERIFY(run(specTo("s.h5"), {sampleSet(40, 1), nullptr}, events).kind ==
          JobOutcome::Kind::Finished);
  QCOMPARE(told, (QStringList{"planned 5", "created 40", "block 40"}));
  QVERIFY(ScoreFile::open(in("s.h5"))->completeness().complete());
  QCOMPARE(files(), QStringList{"s.h5"});
}

void TestJobOutput::theOldFileGoesWithTheSparseEnd() {
  const auto spec = specTo("s.h5", true);
  QVERIFY(run(spec, {sampleSet(5, 1), nullptr}).kind == JobOutcome::Kind::Finished);
  QStringList told;
  JobEvents events;
  events.fileCreated = [&](const fs::path& path) {
    const auto file = ScoreFile::open(path);
    told += QString("created %1").arg(file->queries().size());
    if (file->completeness().complete()) told += "complete";
  };
  const auto outcome = run(spec, {sampleSet(20, 1), nullptr}, events);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QCOMPARE(told, (QStringList{"created 20", "complete"}));
  QCOMPARE(outcome.report.finishedBlocks, 1);
  QCOMPARE(files(), QStringList{"s.h5"});
}

void TestJobOutput::inputsAreNeverReplaced_data() {
  QTest::addColumn<QString>("output");
  QTest::addColumn<bool>("overwrite");
  for (const bool overwrite : {true, false}) {
    const char* how = overwrite ? "with --overwrite" : "without";
    QTest::addRow("the file itself, %s", how) << "set/a.swc" << overwrite;
    QTest::addRow("by another way to it, %s", how) << "set/../set/./a.swc" << overwrite;
    QTest::addRow("a hard link, %s", how) << "hard.h5" << overwrite;
    QTest::addRow("a link, %s", how) << "soft.h5" << overwrite;
    QTest::addRow("in the folder of the targets, %s", how) << "targets/b.swc" << overwrite;
    QTest::addRow("a link into that folder, %s", how) << "into.h5" << overwrite;
    QTest::addRow("the score table, %s", how) << "table.csv" << overwrite;
  }
}

void TestJobOutput::inputsAreNeverReplaced() {
  QFETCH(QString, output);
  QFETCH(bool, overwrite);
  fs::create_directories(in("set"));
  fs::create_directories(in("targets"));
  writeText(in("set/a.swc"), "1 1 0 0 0 1 -1\n2 1 1 0 0 1 1\n");
  writeText(in("targets/b.swc"), "1 1 0 0 0 1 -1\n2 1 1 0 0 1 1\n");
  writeText(in("table.csv"), ",\"(0,0.5]\",\"(0.5,1]\"\n\"(0,5]\",3,4\n\"(5,50]\",1,1\n");
  fs::create_hard_link(in("set/a.swc"), in("hard.h5"));
  fs::create_symlink(in("set/a.swc"), in("soft.h5"));
  fs::create_symlink(in("targets/b.swc"), in("into.h5"));
  JobSpec spec;
  spec.queries = {in("set/a.swc")};
  spec.targets = {in("targets")};
  spec.table = in("table.csv").string();
  spec.queryUnit = spec.targetUnit = parseLengthUnit("um");
  spec.output = in(output.toUtf8().constData());
  spec.overwrite = overwrite;
  const auto before = contentOf(spec.output);
  JobControl control;
  const auto outcome = runJob(spec, {}, control, {});
  QVERIFY(outcome.kind == JobOutcome::Kind::Failed && outcome.inputWasWrong);
  QVERIFY2(text(outcome.failure).contains("is an input of this job"), outcome.failure.c_str());
  QVERIFY2(control.phases().empty(), "something was read before");
  QCOMPARE(contentOf(spec.output), before);
  QVERIFY(!before.empty());
}

void TestJobOutput::allWhoCheckSayTheSame_data() {
  QTest::addColumn<QString>("output");
  QTest::addColumn<bool>("overwrite");
  QTest::addColumn<QString>("fragment");
  QTest::newRow("a folder") << "folder" << true << "folder: is a folder; name a file in it";
  QTest::newRow("a pipe") << "pipe" << true << "pipe: is not an ordinary file";
  QTest::newRow("a link to nowhere") << "dangling" << true << "dangling: is not an ordinary file";
  QTest::newRow("an old file") << "old.h5" << false << "old.h5: exists already; choose another";
}

/// The check before a job and the writer's own at its end.
void TestJobOutput::allWhoCheckSayTheSame() {
  QFETCH(QString, output);
  QFETCH(bool, overwrite);
  QFETCH(QString, fragment);
  fs::create_directories(in("folder"));
  QCOMPARE(::mkfifo(in("pipe").c_str(), 0600), 0);
  fs::create_symlink(in("nowhere"), in("dangling"));
  writeText(in("old.h5"), "the old scores");
  const auto path = in(output.toUtf8().constData());
  const auto existing = overwrite ? ExistingFile::Overwrite : ExistingFile::Refuse;
  const auto sentenceOf = [](const auto& check) {
    try {
      check();
    } catch (const InputError& error) {
      return text(error.what());
    }
    return QString("nothing is wrong");
  };
  const auto before = sentenceOf([&] { checkOutputPath(path, existing); });
  QVERIFY2(before.contains(fragment), qPrintable(before));
  QCOMPARE(sentenceOf([&] { DenseScoreFileWriter::create(path, {}, existing); }), before);
  QCOMPARE(sentenceOf([&] {
             SparseScoreFileWriter::create(path, {}, {0.5, {}}, existing);
           }),
           before);
  auto spec = specTo(output.toUtf8().constData());
  spec.overwrite = overwrite;
  const auto outcome = run(spec, {sampleSet(2, 1), nullptr});
  QVERIFY(outcome.kind == JobOutcome::Kind::Failed && outcome.inputWasWrong);
  QCOMPARE(text(outcome.failure), before);
}

void TestJobOutput::aPathIsCheckedBeforeAJob_data() {
  QTest::addColumn<QString>("output");
  QTest::addColumn<QString>("fragment");  // empty: scores can be written there
  QTest::newRow("no name") << ""
                           << "No score file is named";
  QTest::newRow("no such folder") << "nowhere/s.h5"
                                  << "there is no such folder";
  QTest::newRow("a file of neurons") << "n.SWC"
                                     << "is a file of neurons";
  QTest::newRow("a new name like one of neurons") << "new.swc"
                                                  << "";
  QTest::newRow("an old file") << "old.h5"
                               << "";
  QTest::newRow("a link to an old file") << "link.h5"
                                         << "";
  QTest::newRow("a new file") << "s.h5"
                              << "";
  QTest::newRow("a file that may not be changed") << "protected.h5"
                                                  << "is write-protected";
}

void TestJobOutput::aPathIsCheckedBeforeAJob() {
  QFETCH(QString, output);
  QFETCH(QString, fragment);
  if (output == "protected.h5" && ::geteuid() == 0) QSKIP("root may change every file");
  writeText(in("n.SWC"), "1 1 0 0 0 1 -1\n");
  writeText(in("old.h5"), "the old scores");
  writeText(in("protected.h5"), "the old scores");
  fs::permissions(in("protected.h5"), fs::perms::owner_read);
  fs::create_symlink(in("old.h5"), in("link.h5"));
  const auto path = output.isEmpty() ? fs::path() : in(output.toUtf8().constData());
  QString sentence;
  try {
    checkOutputPath(path, ExistingFile::Overwrite);
  } catch (const Error& error) {
    sentence = text(error.what());
  }
  QVERIFY2(fragment.isEmpty() ? sentence.isEmpty() : sentence.contains(fragment),
           qPrintable(sentence));
}

void TestJobOutput::aFileBesideTheInputsIsReplaced() {
  fs::create_directories(in("set"));
  writeText(in("set/a.swc"), "1 1 0 0 0 1 -1\n2 1 1 0 0 1 1\n");
  writeText(in("set/s.h5"), "the old scores");
  JobSpec spec;
  spec.queries = {in("set")};
  spec.queryUnit = parseLengthUnit("um");
  spec.output = in("set/s.h5");
  spec.overwrite = true;
  const auto outcome = run(spec, {});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
}

void TestJobOutput::neuronsWithoutASelfHitAreLeftOut_data() {
  QTest::addColumn<QString>("side");
  for (const char* side : {"queries", "targets", "targets, one way", "all"})
    QTest::newRow(side) << QString(side);
}

void TestJobOutput::neuronsWithoutASelfHitAreLeftOut() {
  QFETCH(QString, side);
  auto with = std::make_shared<NeuronSet>(*sampleSet(6, 3));
  with->neurons.insert(with->neurons.begin() + 2, singlePoint("lonely"));
  const std::shared_ptr<const NeuronSet> without = sampleSet(4, 4);
  auto spec = specTo("s.h5");
  spec.table = "v1";
  spec.alpha = true;
  spec.both = side != "targets, one way";
  LoadedInputs inputs{with, nullptr};
  if (side == "queries") inputs.targets = without;
  if (side.startsWith("targets")) inputs = {without, with};
  const auto outcome = run(spec, inputs);
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  const auto file = ScoreFile::open(spec.output);
  const auto& axis = side.startsWith("targets") ? file->targets() : file->queries();
  if (side == "targets, one way") {  // nothing is divided by its self-hit
    QCOMPARE(axis.size(), 7);
    QVERIFY(outcome.report.leftOut.empty());
    return;
  }
  QCOMPARE(axis.size(), 6);
  QCOMPARE(outcome.report.leftOut.size(), std::size_t(1));
  QCOMPARE(axis.leftOut.size(), std::size_t(1));
  QCOMPARE(axis.leftOut[0].name, std::string("lonely"));
  const auto reason = text(axis.leftOut[0].reason);
  QVERIFY2(reason.contains("self-hit") && reason.contains("v1") && reason.contains("--raw"),
           qPrintable(reason));
  std::vector<float> scores(static_cast<std::size_t>(file->queries().size() * axis.size()));
  for (std::int64_t i = 0; i < axis.size(); ++i)
    QVERIFY(axis.labels[static_cast<std::size_t>(i)].key != "lonely");
}

void TestJobOutput::noneWithASelfHitIsAFailure() {
  auto set = std::make_shared<NeuronSet>();
  set->neurons = {singlePoint("one"), singlePoint("two")};
  set->unit = {parseLengthUnit("um"), "made by the test"};
  set->leftOut.push_back({"broken", "broken.swc:3: too few columns"});
  auto spec = specTo("s.h5");
  spec.table = "v1";
  spec.alpha = true;
  const auto outcome = run(spec, {set, nullptr});
  QVERIFY(outcome.kind == JobOutcome::Kind::Failed && outcome.inputWasWrong);
  QVERIFY2(text(outcome.failure).startsWith("None of the queries can be scored; the first: 'one'"),
           outcome.failure.c_str());
  QCOMPARE(files(), QStringList{});
  spec.normalised = false;
  QVERIFY(run(spec, {set, nullptr}).kind == JobOutcome::Kind::Finished);
}

void TestJobOutput::roomIsCounted() {
  Plan plan;
  plan.likelyFileBytes = std::int64_t{1} << 60;
  const auto fresh = text(roomProblem(in("s.h5"), plan));
  QVERIFY2(fresh.contains("s.h5: the score file needs 1.2 EB, but only ") &&
               fresh.contains(" are free on this disk: free some space"),
           qPrintable(fresh));
  plan.keptPairs = 17;
  QVERIFY(text(roomProblem(in("s.h5"), plan)).contains("will need about 1.2 EB"));
  writeText(in("s.h5"), std::string(12'345'678, 'x'));
  const auto second = text(roomProblem(in("s.h5"), plan));
  QVERIFY2(second.contains("beside the old one of 12 MB, which stays until"), qPrintable(second));
  plan.likelyFileBytes = 1000;
  plan.fileBytes = std::int64_t{1} << 60;  // a sparse job's, at most
  QCOMPARE(text(roomProblem(in("s.h5"), plan)), QString());
  QCOMPARE(text(roomProblem({}, plan)), QString());
}

/// Two engines, one for each direction, say the same.
void TestJobOutput::notesAreToldOnce() {
  auto spec = specTo("s.h5");
  spec.engine = "auto";
  spec.both = true;
  const auto outcome = run(spec, {sampleSet(5, 1), sampleSet(4, 2)});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  auto notes = outcome.report.notes;
  const auto all = notes.size();
  std::sort(notes.begin(), notes.end());
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
  QCOMPARE(notes.size(), all);
}

QTEST_GUILESS_MAIN(TestJobOutput)
#include "tst_job_output.moc"
