// SPDX-License-Identifier: BSD-3-Clause
// A job whose neurons state their units, or do not, or contradict each other; and its warnings.
#include "compute/base/Error.hpp"
#include "compute/io/FindUnit.hpp"
#include "compute/job/Runner.hpp"
#include "compute/scorefile/ScoreFile.hpp"

#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>

using namespace nblast;

namespace {

/// A wavy skeleton of 40 points, 1 µm apart, at (shift, shift, 0); written in a unit.
Neuron wavy(const char* key, double shift_um, const char* unit, bool stated) {
  Neuron neuron;
  neuron.key = key;
  neuron.source = neuron.key + ".swc";
  const auto length = parseLengthUnit(unit);
  const double scale = 1 / length->umPerUnit;
  for (int i = 0; i < 40; ++i) {
    neuron.points.push_back({(shift_um + i) * scale,
                             (shift_um + 3 * std::sin(i / 5.0 + shift_um)) * scale,
                             2 * std::cos(i / 7.0) * scale});
    neuron.parents.push_back(i - 1);
    neuron.radii.push_back(1);
  }
  if (stated) neuron.statedUnit = length;
  return neuron;
}

std::shared_ptr<const NeuronSet> setOf(std::vector<Neuron> neurons) {
  auto set = std::make_shared<NeuronSet>();
  set->neurons = std::move(neurons);
  set->unit = findUnit(set->neurons);
  return set;
}

std::vector<float> scoresOf(const std::filesystem::path& path) {
  const auto file = ScoreFile::open(path);
  const auto n = file->queries().size(), m = file->targets().size();
  std::vector<float> scores(static_cast<std::size_t>(n * m));
  file->read(Direction::Forward, 0, n, 0, m, scores.data());
  return scores;
}

QString text(const std::string& words) {
  return QString::fromStdString(words);
}

}  // namespace

class TestJobUnits : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;

  JobSpec specTo(const char* name) const {
    JobSpec spec;
    spec.output = folder_.filePath(name).toStdString();
    spec.overwrite = true;
    return spec;
  }
  JobOutcome run(const JobSpec& spec, const LoadedInputs& inputs) const {
    JobControl control;
    return runJob(spec, inputs, control, {});
  }

 private Q_SLOTS:
  void eachNeuronInItsOwnUnit_data() {
    QTest::addColumn<QStringList>("units");  // of three neurons; "nm!": stated
    QTest::addColumn<QString>("choice");     // empty: auto
    QTest::addColumn<QString>("used");
    QTest::newRow("all state theirs") << QStringList{"um!", "nm!", "8 nm!"} << ""
                                      << R"({"8 nm":1,"nm":1,"um":1})";
    QTest::newRow("the others are guessed") << QStringList{"nm!", "um", "um"} << ""
                                            << R"({"nm":1,"um":2})";
    QTest::newRow("the others are given") << QStringList{"um!", "8 nm", "8 nm"} << "stated,8 nm"
                                          << R"({"8 nm":2,"um":1})";
    QTest::newRow("given for all, rightly") << QStringList{"nm!", "nm", "nm"} << "nm"
                                            << R"({"nm":3})";
  }
  void eachNeuronInItsOwnUnit() {
    QFETCH(QStringList, units);
    QFETCH(QString, choice);
    QFETCH(QString, used);
    std::vector<Neuron> neurons, inMicrometres;
    for (int i = 0; i < 3; ++i) {
      const std::string key = "n" + std::to_string(i);
      const bool stated = units[i].endsWith('!');
      neurons.push_back(
          wavy(key.c_str(), 2.1 * i, qPrintable(QString(units[i]).remove('!')), stated));
      inMicrometres.push_back(wavy(key.c_str(), 2.1 * i, "um", true));
    }
    auto spec = specTo("own.h5");
    if (!choice.isEmpty()) spec.queryUnit = parseUnitChoice(choice.toStdString());
    const auto outcome = run(spec, {setOf(neurons), nullptr});
    QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());
    const auto expected = specTo("um.h5");
    QCOMPARE(run(expected, {setOf(inMicrometres), nullptr}).kind, JobOutcome::Kind::Finished);
    const auto scores = scoresOf(spec.output), wanted = scoresOf(expected.output);
    for (std::size_t i = 0; i < wanted.size(); ++i)
      QVERIFY2(std::abs(scores[i] - wanted[i]) < 1e-3F, qPrintable(QString::number(scores[i])));

    // The report and the score file tell which neurons were read in which unit.
    QCOMPARE(text(nlohmann::json(outcome.report.queryUnits.neurons).dump()), used);
    const auto report = nlohmann::json::parse(ScoreFile::open(spec.output)->reportJson());
    QCOMPARE(text(report["units"]["queries"]["neurons"].dump()), used);
    QVERIFY(!report["units"].contains("targets"));
    const auto job = nlohmann::json::parse(ScoreFile::open(spec.output)->jobJson());
    QCOMPARE(text(job["query_unit"]), choice.isEmpty() ? "auto" : choice);
  }

  void aUnitThatIsGivenIsForAll() {
    // The file says nm; whoever gives a unit knows better.
    auto spec = specTo("all.h5");
    spec.queryUnit = parseUnitChoice("um");
    const auto set = setOf({wavy("a", 0, "um", false), wavy("b", 2.1, "um", false)});
    auto liar = *set;
    liar.neurons[1].statedUnit = parseLengthUnit("nm");
    QCOMPARE(run(spec, {std::make_shared<NeuronSet>(liar), nullptr}).kind,
             JobOutcome::Kind::Finished);
    const auto scores = scoresOf(spec.output);
    spec.queryUnit.reset();
    QCOMPARE(run(spec, {set, nullptr}).kind, JobOutcome::Kind::Finished);
    QVERIFY(scores == scoresOf(spec.output));
  }

  void doubtNamesHowManyAndTheFlag() {
    auto spec = specTo("doubt.h5");
    const auto set = setOf({wavy("a", 0, "um", true), wavy("b", 2.1, "0.02 um", false),
                            wavy("c", 4.2, "0.02 um", false)});
    const auto outcome = run(spec, {set, nullptr});
    QCOMPARE(outcome.kind, JobOutcome::Kind::Failed);
    QVERIFY(outcome.inputWasWrong);
    const auto failure = text(outcome.failure);
    for (const char* part :
         {"2 of the 3 queries", "stated in 1 of 3 files: um", "--units", "stated,nm"})
      QVERIFY2(failure.contains(part), qPrintable(failure));
    QVERIFY2(!failure.contains("))"), qPrintable(failure));
  }

  void jobsSayItInJson_data() {
    QTest::addColumn<QString>("written");
    QTest::newRow("auto") << "auto";
    QTest::newRow("a unit") << "8 nm";
    QTest::newRow("stated first") << "stated,8 nm";
  }
  void jobsSayItInJson() {
    QFETCH(QString, written);
    const auto json = QString(R"({"query_unit": "%1", "target_unit": "%1"})").arg(written);
    const auto spec = jobSpecFromJson(json.toStdString(), "job.json");
    QCOMPARE(spec.queryUnit.has_value(), written != "auto");
    if (spec.queryUnit) QCOMPARE(text(textOf(*spec.queryUnit)), written);
    const auto again = jobSpecFromJson(toJson(spec), "again");
    QVERIFY(again.queryUnit == spec.queryUnit && again.targetUnit == spec.targetUnit);
    QVERIFY_EXCEPTION_THROWN(jobSpecFromJson(R"({"query_unit": "stated,"})", "x"), InputError);
  }

  void nonsenseIsWarnedOfBeforeScoring_data() {
    QTest::addColumn<QString>("queryUnit");
    QTest::addColumn<double>("targetShift_um");
    QTest::addColumn<QStringList>("warnings");  // what each begins with
    QTest::newRow("all is well") << "um" << 5.0 << QStringList{};
    QTest::newRow("too large") << "mm" << 5.0 << QStringList{"The queries would be 39 mm across"};
    QTest::newRow("too small") << "nm" << 5.0 << QStringList{"The queries would be 39 nm across"};
    QTest::newRow("apart") << "um" << 5000.0 << QStringList{"None of the queries' points lie"};
  }
  void nonsenseIsWarnedOfBeforeScoring() {
    QFETCH(QString, queryUnit);
    QFETCH(double, targetShift_um);
    QFETCH(QStringList, warnings);
    auto spec = specTo("warned.h5");
    spec.queryUnit = parseUnitChoice(queryUnit.toStdString());
    const LoadedInputs inputs{setOf({wavy("q", 0, "um", false)}),
                              setOf({wavy("t", targetShift_um, "um", true)})};
    JobControl control;
    JobEvents events;
    std::vector<std::string> told;
    events.planned = [&](const Plan& plan) { told = plan.warnings; };
    const auto outcome = runJob(spec, inputs, control, events);
    QVERIFY2(outcome.kind == JobOutcome::Kind::Finished, outcome.failure.c_str());  // it goes on
    // Queries in the wrong unit may also lie elsewhere: that is a second warning.
    QVERIFY(static_cast<qsizetype>(told.size()) >= warnings.size());
    QCOMPARE(told.empty(), warnings.empty());
    for (qsizetype i = 0; i < warnings.size(); ++i)
      QVERIFY2(text(told[i]).startsWith(warnings[i]), told[i].c_str());
    QCOMPARE(outcome.report.warnings, told);
    const auto report = nlohmann::json::parse(ScoreFile::open(spec.output)->reportJson());
    QCOMPARE(report.contains("warnings"), !warnings.empty());
  }
};

QTEST_GUILESS_MAIN(TestJobUnits)
#include "tst_job_units.moc"
