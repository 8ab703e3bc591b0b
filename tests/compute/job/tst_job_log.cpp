// SPDX-License-Identifier: BSD-3-Clause
// What a job says to the log.
#include "compute/base/Log.hpp"
#include "compute/job/Runner.hpp"
#include "tests/compute/support/SampleSets.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <string>
#include <vector>

using namespace nblast;

namespace {

struct Line {
  LogLevel level;
  std::string category, text;
};

}  // namespace

class TestJobLog : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup() { setLogSink({}); }
  void aJobFromItsDescriptionToItsEnd();
  void whatWasLeftOutIsCounted();
  void warningsAndEnginesSpeak();
  void aFailureIsAnError();
  void aCancelledJobSaysWhatIsKept();
  void aPlanIsNoJob();

 private:
  JobSpec spec(const char* name) const {
    JobSpec result;
    result.output = folder_.filePath(name).toStdString();
    result.overwrite = true;
    result.engine = "cpu";
    return result;
  }
  /// Lines whose text begins so.
  std::vector<Line> linesWith(const std::string& begin) const {
    std::vector<Line> found;
    std::copy_if(lines_.begin(), lines_.end(), std::back_inserter(found),
                 [&](const Line& line) { return line.text.starts_with(begin); });
    return found;
  }

  QTemporaryDir folder_;
  std::vector<Line> lines_;
};

void TestJobLog::init() {
  lines_.clear();
  setLogSink([this](LogLevel level, std::string_view category, std::string_view text) {
    lines_.push_back({level, std::string(category), std::string(text)});
  });
}

void TestJobLog::aJobFromItsDescriptionToItsEnd() {
  JobControl control;
  auto job = spec("s.h5");
  job.alpha = true;
  const auto outcome = runJob(job, {sampleSet(6, 1), nullptr}, control, {});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  std::vector<std::string> begins;
  for (const auto& line : lines_) {
    QCOMPARE(line.category, std::string("job"));
    QVERIFY2(line.level == LogLevel::Info, line.text.c_str());
    QVERIFY2(line.text.find('\n') == std::string::npos, line.text.c_str());
    begins.push_back(line.text.substr(0, line.text.find_first_of(" :")));
  }
  const std::vector<std::string> expected{"A", "Loaded", "Planned", "Finished"};
  QCOMPARE(begins, expected);
  const auto& begin = lines_.front().text;
  const auto described = jobSpecFromJson(begin.substr(begin.find('{')), "log");
  QVERIFY(described.alpha && described.output == job.output);
  QVERIFY2(lines_[1].text.find("6 queries, all against all; left out: 0; engine cpu") !=
               std::string::npos,
           lines_[1].text.c_str());
  QVERIFY2(lines_[3].text.starts_with("Finished: 36 scores; load 0."), lines_[3].text.c_str());
}

void TestJobLog::whatWasLeftOutIsCounted() {
  auto set = std::make_shared<NeuronSet>(*sampleSet(4, 1));
  set->leftOut.push_back({"broken", "broken.swc:3: too few columns"});
  JobControl control;
  runJob(spec("s.h5"), {set, sampleSet(3, 2)}, control, {});
  const auto loaded = linesWith("Loaded");
  QCOMPARE(loaded.size(), std::size_t{1});
  QVERIFY2(loaded[0].text.find("4 queries, 3 targets; left out: 1;") != std::string::npos,
           loaded[0].text.c_str());
}

void TestJobLog::warningsAndEnginesSpeak() {
  JobControl control;
  auto job = spec("s.h5");
  job.queryUnit = parseUnitChoice("nm");  // neurons far too small to be true
  job.engine = "auto";
  const auto outcome = runJob(job, {sampleSet(4, 1), nullptr}, control, {});
  QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
  QVERIFY(!outcome.report.warnings.empty());
  for (const auto& warning : outcome.report.warnings) {
    const auto found = linesWith(warning);
    QVERIFY2(found.size() == 1 && found[0].level == LogLevel::Warning, warning.c_str());
  }
  // Without a GPU the engine says why the CPU does the work.
  if (outcome.report.engine != "cpu") return;
  const auto fallback = linesWith("The CPU does the work.");
  QVERIFY(fallback.size() == 1 && fallback[0].level == LogLevel::Warning);
  QCOMPARE(fallback[0].category, std::string("engine"));
}

void TestJobLog::aFailureIsAnError() {
  JobControl control;
  auto job = spec("nowhere/s.h5");
  QVERIFY(runJob(job, {sampleSet(2, 1), nullptr}, control, {}).kind == JobOutcome::Kind::Failed);
  const auto failed = linesWith("Failed: ");
  QVERIFY(failed.size() == 1 && failed[0].level == LogLevel::Error);
  QVERIFY2(failed[0].text.find("there is no such folder") != std::string::npos,
           failed[0].text.c_str());
}

void TestJobLog::aCancelledJobSaysWhatIsKept() {
  JobControl control;
  JobEvents events;
  events.planned = [&](const Plan&) { control.cancel(); };
  auto job = spec("c.h5");
  job.engine = "auto";
  const auto outcome = runJob(job, {sampleSet(4, 1), nullptr}, control, events);
  QVERIFY(outcome.kind == JobOutcome::Kind::Cancelled);
  const auto cancelled = linesWith("Cancelled: ");
  QVERIFY(cancelled.size() == 1 && cancelled[0].level == LogLevel::Info);
  QVERIFY2(cancelled[0].text.ends_with("No score file was written."), cancelled[0].text.c_str());
  // What the engine has to say is not lost with the job.
  if (outcome.report.engine == "cpu")
    QCOMPARE(linesWith("The CPU does the work.").size(), std::size_t{1});
}

void TestJobLog::aPlanIsNoJob() {
  JobControl control;
  planJob(spec("p.h5"), {sampleSet(4, 1), nullptr}, control);
  QVERIFY(linesWith("A job begins").empty());
  QCOMPARE(linesWith("A plan is made: {").size(), std::size_t{1});
  QCOMPARE(linesWith("Planned: 16 scores").size(), std::size_t{1});
}

QTEST_GUILESS_MAIN(TestJobLog)
#include "tst_job_log.moc"
