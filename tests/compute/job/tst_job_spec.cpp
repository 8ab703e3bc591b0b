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
  spec.table = "v1:3";
  spec.edges = EdgeRule::Left;
  spec.alpha = true;
  spec.maxDistance = {MaxDistance::Kind::Fixed, 43.5};
  spec.both = true;
  spec.engine = "reference";
  spec.threads = 3;
  spec.output = "out.h5";
  spec.overwrite = true;
  spec.geometry = false;
  const JobSpec back = jobSpecFromJson(toJson(spec), "job.json");
  QCOMPARE(toJson(back), toJson(spec));
  QVERIFY(back.queryUnit == spec.queryUnit);
  QVERIFY(!back.targetUnit);
  QCOMPARE(back.table, spec.table);
  QVERIFY(back.edges == EdgeRule::Left && back.alpha && back.both);
  QVERIFY(back.maxDistance == spec.maxDistance);
  spec.maxDistance = {MaxDistance::Kind::Auto, 0};
  QVERIFY(jobSpecFromJson(toJson(spec), "job.json").maxDistance == spec.maxDistance);
  QVERIFY(back.queries == spec.queries);
}

void TestJobSpec::missingFieldsHaveDefaults() {
  const JobSpec spec = jobSpecFromJson(R"({"queries": ["x"], "output": "y.h5"})", "job.json");
  QVERIFY(spec.normalised);
  QVERIFY(spec.geometry);
  QVERIFY(!spec.neighbours);
  QCOMPARE(spec.engine, std::string("auto"));
  QCOMPARE(spec.table, std::string("auto"));
  QVERIFY(spec.edges == EdgeRule::Label && !spec.alpha && !spec.both);
  QVERIFY(spec.maxDistance == MaxDistance{});
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
  QTest::newRow("no edges") << R"({"edges": "right"})"
                            << "\"edges\" must be label or left";
  QTest::newRow("no bound") << R"({"max_distance": "far"})"
                            << "\"max_distance\" must be off, auto";
  QTest::newRow("a bound that is a list") << R"({"max_distance": [42]})"
                                          << "\"max_distance\" must be off, auto";
  QTest::newRow("alpha as a number") << R"({"alpha": 1})"
                                     << "\"alpha\" has the wrong type";
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
  QTest::addColumn<double>("bound_um");
  QTest::addColumn<bool>("good");
  QTest::newRow("defaults") << 5 << 0.0 << 0 << 42.0 << true;
  QTest::newRow("k of one point") << 1 << 0.0 << 0 << 42.0 << false;
  QTest::newRow("negative step") << 5 << -1.0 << 0 << 42.0 << false;
  QTest::newRow("no number") << 5 << qQNaN() << 0 << 42.0 << false;
  QTest::newRow("negative threads") << 5 << 1.0 << -1 << 42.0 << false;
  QTest::newRow("bound of nothing") << 5 << 0.0 << 0 << 0.0 << false;
  QTest::newRow("infinite bound") << 5 << 0.0 << 0 << qInf() << false;
}

void TestJobSpec::checksOptions() {
  QFETCH(int, k);
  QFETCH(double, resample_um);
  QFETCH(int, threads);
  QFETCH(double, bound_um);
  QFETCH(bool, good);
  JobSpec spec;
  spec.neighbours = k;
  spec.resample_um = resample_um;
  spec.threads = threads;
  spec.maxDistance = {MaxDistance::Kind::Fixed, bound_um};
  if (good) {
    checkOptions(spec);
  } else {
    QVERIFY_EXCEPTION_THROWN(checkOptions(spec), InputError);
  }
}

QTEST_GUILESS_MAIN(TestJobSpec)
#include "tst_job_spec.moc"
