// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/job/JobSpec.hpp"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace nblast;

class TestJobSpec : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void survivesARoundTrip();
  void missingFieldsHaveDefaults();
  void refusesWrongJobs_data();
  void refusesWrongJobs();
  void readsFiles();
  void readsTheTablesOfEarlierVersions();
  void tablesInWords();
  void onlyKnownMethodsRun();
  void checksOptions_data();
  void checksOptions();
  void checksDevices_data();
  void checksDevices();
};

void TestJobSpec::survivesARoundTrip() {
  JobSpec spec;
  spec.queries = {"a/b.swc", "c d.zip"};
  spec.targets = {"t"};
  spec.queryUnit = parseLengthUnit("8 nm");
  spec.neighbours = 7;
  spec.resample_um = 1.5;
  spec.normalised = false;
  spec.table = "v1";
  spec.sigma_um = 3;
  spec.edges = EdgeRule::Left;
  spec.alpha = true;
  spec.maxDistance = {MaxDistance::Kind::Fixed, 43.5};
  spec.both = true;
  spec.engine = "reference";
  spec.threads = 3;
  spec.gpus = {2, 0};
  spec.memory_gib = 1.5;
  spec.output = "out.h5";
  spec.overwrite = true;
  spec.geometry = false;
  const JobSpec back = jobSpecFromJson(toJson(spec), "job.json");
  QCOMPARE(toJson(back), toJson(spec));
  QVERIFY(back.queryUnit == spec.queryUnit);
  QVERIFY(!back.targetUnit);
  QCOMPARE(back.table, spec.table);
  QCOMPARE(back.sigma_um.value_or(0), 3.0);
  QCOMPARE(back.method, std::string("nblast"));
  QVERIFY(back.edges == EdgeRule::Left && back.alpha && back.both);
  QVERIFY(back.gpus == spec.gpus);
  QCOMPARE(back.memory_gib.value_or(0), 1.5);
  QCOMPARE(engineChoice(back).memoryBytes.value_or(0), std::int64_t{3} << 29);
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
  QVERIFY(spec.gpus.empty() && !spec.memory_gib);
  QVERIFY(!engineChoice(spec).memoryBytes);
  QCOMPARE(spec.engine, std::string("auto"));
  QCOMPARE(spec.table, std::string("auto"));
  QVERIFY(!spec.sigma_um);
  QCOMPARE(spec.method, std::string("nblast"));
  QVERIFY(spec.edges == EdgeRule::Label && !spec.alpha && !spec.both);
  QVERIFY(spec.maxDistance == MaxDistance{});
}

void TestJobSpec::readsTheTablesOfEarlierVersions() {
  const auto v1 = jobSpecFromJson(R"({"table": "v1:3.5"})", "job.json");
  QCOMPARE(v1.table, std::string("v1"));
  QCOMPARE(v1.sigma_um.value_or(0), 3.5);
  const auto usual = jobSpecFromJson(R"({"table": "v1"})", "job.json");
  QVERIFY(usual.table == "v1" && !usual.sigma_um);
  const auto both = jobSpecFromJson(R"({"table": "v1:3.5", "sigma_um": 4})", "job.json");
  QCOMPARE(both.sigma_um.value_or(0), 4.0);
}

void TestJobSpec::tablesInWords() {
  JobSpec spec;
  QVERIFY(setTable(spec, "v1:2.5") && spec.table == "v1" && spec.sigma_um == 2.5);
  QVERIFY(!setTable(spec, "v1:ten") && spec.table == "v1" && spec.sigma_um == 2.5);
  QVERIFY(!setTable(spec, "v1:"));
  QVERIFY(setTable(spec, "v1.csv") && spec.table == "v1.csv" && !spec.sigma_um);
  QVERIFY(setTable(spec, "v1") && spec.table == "v1" && !spec.sigma_um);
}

void TestJobSpec::onlyKnownMethodsRun() {
  JobSpec spec;
  checkOptions(spec);
  spec.method = "synblast";
  try {
    checkOptions(spec);
    QFAIL("accepted");
  } catch (const InputError& error) {
    QCOMPARE(QString(error.what()),
             QString("There is no scoring method 'synblast'; this program has nblast."));
  }
}

/// Rows for every field that holds a number: none may be bent into shape.
void addWrongNumbers() {
  const auto refused = [](const QString& field, const QString& value, const QString& reason) {
    QTest::newRow(qPrintable(field + " " + value))
        << QStringLiteral("{\"%1\": %2}").arg(field, value)
        << QStringLiteral("\"%1\" must be %2").arg(field, reason);
  };
  for (const char* field : {"neighbours", "top", "threads"}) {
    for (const char* value : {"5.7", "5.0", "1e1", "\"5\"", "true", "[5]", "null"})
      refused(field, value, QStringLiteral("a whole number"));
  }
  for (const char* field : {"neighbours", "threads"}) {
    for (const char* value : {"4294967301", "-4294967291", "18446744073709551615"})
      refused(field, value, QStringLiteral("a whole number from -2147483648 to 2147483647"));
  }
  refused(QStringLiteral("top"), QStringLiteral("18446744073709551615"),
          QStringLiteral("a whole number from"));
  refused(QStringLiteral("gpus"), QStringLiteral("[0, 4294967296]"),
          QStringLiteral("a list of whole numbers"));
  refused(QStringLiteral("gpus"), QStringLiteral("[true]"),
          QStringLiteral("a list of whole numbers"));
  for (const char* field : {"resample_um", "sparse_above"}) {
    for (const char* value : {"true", "\"0.5\"", "[1]", "null"})
      refused(field, value, QStringLiteral("a number"));
  }
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
  QTest::newRow("wrong type") << R"({"table": 7})"
                              << "\"table\" has the wrong type";
  QTest::newRow("no such method") << R"({"method": "synblast"})"
                                  << "\"method\" is no scoring method of this version, which has: "
                                     "nblast";
  QTest::newRow("a method that is a number") << R"({"method": 1})"
                                             << "\"method\" has the wrong type";
  QTest::newRow("v1 without a number") << R"({"table": "v1:ten"})"
                                       << "\"table\" must have a number of µm after v1:";
  QTest::newRow("sigma in words") << R"({"table": "v1", "sigma_um": "ten"})"
                                  << "\"sigma_um\" must be a number";
  QTest::newRow("no unit") << R"({"query_unit": "furlong"})"
                           << "\"query_unit\" is no length unit";
  QTest::newRow("no edges") << R"({"edges": "right"})"
                            << "\"edges\" must be label or left";
  QTest::newRow("no bound") << R"({"max_distance": "far"})"
                            << "\"max_distance\" must be off, auto";
  QTest::newRow("a bound that is a list") << R"({"max_distance": [42]})"
                                          << "\"max_distance\" must be off, auto";
  QTest::newRow("half a GPU") << R"({"gpus": [0.5]})"
                              << "\"gpus\" must be a list of whole numbers";
  QTest::newRow("one GPU, no list") << R"({"gpus": 1})"
                                    << "\"gpus\" must be a list of whole numbers";
  QTest::newRow("memory in words") << R"({"memory_gib": "8 GB"})"
                                   << "\"memory_gib\" must be a number of GiB";
  QTest::newRow("memory or not") << R"({"memory_gib": true})"
                                 << "\"memory_gib\" must be a number of GiB";
  QTest::newRow("alpha as a number") << R"({"alpha": 1})"
                                     << "\"alpha\" has the wrong type";
  QTest::newRow("a path that is a number") << R"({"queries": [7]})"
                                           << "\"queries\" has the wrong type";
  QTest::newRow("a path with a NUL") << R"({"queries": ["a\u0000b"]})"
                                     << "\"queries\" has a NUL";
  QTest::newRow("an output with a NUL") << R"({"output": "a\u0000b"})"
                                        << "\"output\" has a NUL";
  QTest::newRow("field twice") << R"({"threads": 1, "top": 5, "threads": 2})"
                               << "\"threads\" stands there twice";
  QTest::newRow("escaped field twice") << R"({"threads": 1, "thr\u0065ads": 1})"
                                       << "\"threads\" stands there twice";
  QTest::newRow("number too large for JSON") << R"({"sparse_above": 1e999})"
                                             << "not a job description";
  QTest::newRow("what follows the job") << R"({"threads": 1} {})"
                                        << "not a job description";
  addWrongNumbers();
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

void TestJobSpec::readsFiles() {
  const QTemporaryDir folder;
  const auto at = [&](const char* name) { return folder.filePath(name).toStdString(); };
  QFile file(folder.filePath("job.json"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(R"({"queries": ["x"], "top": 3})");
  file.close();
  QCOMPARE(jobSpecFromFile(at("job.json")).top.value_or(0), std::int64_t{3});
  QVERIFY_EXCEPTION_THROWN(jobSpecFromFile(at("missing.json")), InputError);
  QVERIFY_EXCEPTION_THROWN(jobSpecFromFile(folder.path().toStdString()), InputError);
  QCOMPARE(mkfifo(at("pipe.json").c_str(), 0600), 0);  // nobody ever writes into it
  QVERIFY_EXCEPTION_THROWN(jobSpecFromFile(at("pipe.json")), InputError);
  QVERIFY(file.resize(qint64{1} << 40));
  QVERIFY_EXCEPTION_THROWN(jobSpecFromFile(at("job.json")), InputError);
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
  QTest::newRow("step of nothing") << 5 << 1e-300 << 0 << 42.0 << false;
  QTest::newRow("smallest step") << 5 << 0.001 << 0 << 42.0 << true;
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

void TestJobSpec::checksDevices_data() {
  using Gpus = std::vector<int>;
  QTest::addColumn<std::vector<int>>("gpus");
  QTest::addColumn<double>("memory_gib");
  QTest::addColumn<QString>("engine");
  QTest::addColumn<QString>("fragment");  // of what is said; empty: nothing is wrong
  QTest::newRow("all, no limit") << Gpus{} << 0.5 << "cpu" << QString();
  QTest::newRow("two of three") << Gpus{0, 2} << 80.0 << "cuda" << QString();
  QTest::newRow("simulated ones") << Gpus{0, 1} << 0.001 << "cuda-host" << QString();
  QTest::newRow("below nothing") << Gpus{0, -1} << 1.0 << "auto"
                                 << "no GPU -1";
  QTest::newRow("twice the same") << Gpus{1, 0, 1} << 1.0 << "cuda"
                                  << "GPU 1 is named twice";
  QTest::newRow("GPUs for the CPU") << Gpus{0} << 1.0 << "cpu"
                                    << "the engine cpu uses none";
  QTest::newRow("no memory") << Gpus{} << 0.0 << "auto"
                             << "memory limit";
  QTest::newRow("less than none") << Gpus{} << -4.0 << "auto"
                                  << "memory limit";
  QTest::newRow("no number") << Gpus{} << qQNaN() << "auto"
                             << "memory limit";
  QTest::newRow("without end") << Gpus{} << qInf() << "auto"
                               << "memory limit";
}

void TestJobSpec::checksDevices() {
  QFETCH(std::vector<int>, gpus);
  QFETCH(double, memory_gib);
  QFETCH(QString, engine);
  QFETCH(QString, fragment);
  JobSpec spec;
  spec.gpus = gpus;
  spec.memory_gib = memory_gib;
  spec.engine = engine.toStdString();
  QString said;
  try {
    checkOptions(spec);
  } catch (const InputError& error) {
    said = error.what();
  }
  QCOMPARE(said.isEmpty(), fragment.isEmpty());
  QVERIFY2(said.contains(fragment), qPrintable(said));
}

QTEST_GUILESS_MAIN(TestJobSpec)
#include "tst_job_spec.moc"
