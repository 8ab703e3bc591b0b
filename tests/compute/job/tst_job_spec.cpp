#include "compute/base/Error.hpp"
#include "compute/job/JobSpec.hpp"

#include <QTest>

using namespace nblast;

class TestJobSpec : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void survivesARoundTrip();
  void missingFieldsHaveDefaults();
  void refusesWrongJobs_data();
  void refusesWrongJobs();
  void checksOptions_data();
  void checksOptions();
};

void TestJobSpec::survivesARoundTrip() {
  JobSpec spec;
  spec.queries = {"a/b.swc", "c d.zip"};
  spec.targets = {"t"};
  spec.queryUnit = parseLengthUnit("8 nm");
  spec.neighbours = 7;
  spec.resample_um = 1.5;
  spec.normalised = false;
  spec.engine = "reference";
  spec.threads = 3;
  spec.output = "out.h5";
  spec.overwrite = true;
  spec.geometry = false;
  const JobSpec back = jobSpecFromJson(toJson(spec), "job.json");
  QCOMPARE(toJson(back), toJson(spec));
  QVERIFY(back.queryUnit == spec.queryUnit);
  QVERIFY(!back.targetUnit);
  QVERIFY(back.queries == spec.queries);
}

void TestJobSpec::missingFieldsHaveDefaults() {
  const JobSpec spec = jobSpecFromJson(R"({"queries": ["x"], "output": "y.h5"})", "job.json");
  QVERIFY(spec.normalised);
  QVERIFY(spec.geometry);
  QVERIFY(!spec.neighbours);
  QCOMPARE(spec.engine, std::string("auto"));
}

void TestJobSpec::refusesWrongJobs_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("fragment");
  QTest::newRow("no JSON") << "queries: x"
                           << "not a job description";
  QTest::newRow("a list") << "[1]"
                          << "a JSON object is needed";
  QTest::newRow("misspelt field") << R"({"querys": []})"
                                  << "\"querys\" is not known";
  QTest::newRow("wrong type") << R"({"threads": "many"})"
                              << "\"threads\" has the wrong type";
  QTest::newRow("no unit") << R"({"query_unit": "furlong"})"
                           << "\"query_unit\" is no length unit";
}

void TestJobSpec::refusesWrongJobs() {
  QFETCH(QString, text);
  QFETCH(QString, fragment);
  try {
    jobSpecFromJson(text.toStdString(), "job.json");
    QFAIL("accepted");
  } catch (const InputError& error) {
    const QString sentence = error.what();
    QVERIFY2(sentence.startsWith("job.json: "), error.what());
    QVERIFY2(sentence.contains(fragment), error.what());
  }
}

void TestJobSpec::checksOptions_data() {
  QTest::addColumn<int>("k");
  QTest::addColumn<double>("resample_um");
  QTest::addColumn<int>("threads");
  QTest::addColumn<bool>("good");
  QTest::newRow("defaults") << 5 << 0.0 << 0 << true;
  QTest::newRow("k of one point") << 1 << 0.0 << 0 << false;
  QTest::newRow("negative step") << 5 << -1.0 << 0 << false;
  QTest::newRow("no number") << 5 << qQNaN() << 0 << false;
  QTest::newRow("negative threads") << 5 << 1.0 << -1 << false;
}

void TestJobSpec::checksOptions() {
  QFETCH(int, k);
  QFETCH(double, resample_um);
  QFETCH(int, threads);
  QFETCH(bool, good);
  JobSpec spec;
  spec.neighbours = k;
  spec.resample_um = resample_um;
  spec.threads = threads;
  if (good) {
    checkOptions(spec);
  } else {
    QVERIFY_EXCEPTION_THROWN(checkOptions(spec), InputError);
  }
}

QTEST_GUILESS_MAIN(TestJobSpec)
#include "tst_job_spec.moc"
