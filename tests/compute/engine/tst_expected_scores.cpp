// SPDX-License-Identifier: BSD-3-Clause
// Scores against the tables of an independent implementation in the shared test data, with the
// tolerances that tests/README.md states.
#include "compute/base/SimdPath.hpp"
#include "compute/engine/Engine.hpp"
#include "compute/engine/reference/ReferenceEngine.hpp"
#include "compute/io/ReadNeurons.hpp"
#include "compute/io/ReadScoreTable.hpp"
#include "tests/compute/support/ReferenceData.hpp"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <map>

using namespace nblast;

namespace {

/// Sets are read once; many rows use them.
const PreparedSet& setOf(const QString& name) {
  static std::map<QString, PreparedSet> sets;
  const auto found = sets.find(name);
  if (found != sets.end()) return found->second;
  const auto data = reference::sharedFolder() / "data";
  PreparedSet set;
  if (name == "kcs20") {
    set = reference::prepare(reference::readDotpropsFolder(data / "kcs20/dotprops"));
  } else if (name == "kcs20 as points") {
    auto clouds = reference::readDotpropsFolder(data / "kcs20/dotprops");
    for (auto& cloud : clouds) {
      cloud.kind = NeuronKind::PointCloud;
      cloud.tangents.clear();
      cloud.alphas.clear();
    }
    set = reference::prepare(std::move(clouds), {1.0, 20, 0});
  } else if (name == "fixtures") {
    set = reference::prepare(reference::readDotpropsFolder(data / "../reference/fixtures"));
  } else if (name == "fanc-vnc-200") {
    set = reference::prepare(reference::readDotpropsZip(data / "fanc-vnc/dotprops-200.zip"));
  } else if (name == "hemibrain-da1 given") {
    set = reference::prepare(reference::readDotpropsFolder(data / "hemibrain-da1/dotprops"));
  } else if (name == "hemibrain-da1") {
    set = reference::prepare(reference::readSwcFolder(data / "hemibrain-da1/swc"), {0.008, 5, 0});
  } else if (name == "hemibrain-da1 resampled") {
    set = reference::prepare(reference::readSwcFolder(data / "hemibrain-da1/swc"), {0.008, 5, 1.0});
  }
  return sets.emplace(name, std::move(set)).first->second;
}

ScoringOptions optionsOf(const QString& option) {
  ScoringOptions options;
  if (option == "v1") options.table = v1Table();
  if (option == "table-flywire" || option == "table-flywire_mcns") {
    const auto* file = option == "table-flywire"
                           ? "smat_flywire.within_hemisphere.free_bins.csv"
                           : "smat_flywire_mcns.across_hemisphere.free_bins.csv";
    options.table = readScoreTable(reference::sharedFolder() / "data/score-tables" / file).table;
  }
  if (option == "raw") options.normalised = false;
  if (option == "limit-auto") options.maxDistance_um = options.table.automaticBound_um();
  if (option == "alpha") {
    options.useAlpha = true;
    options.table = fcwbAlphaTable();
  }
  return options;
}

/// Every `step`th target, in the table's names.
std::vector<Dotprops> targetsOf(const PreparedSet& set, std::size_t step) {
  std::vector<Dotprops> targets;
  for (std::size_t i = 0; i < set.dotprops.size(); i += step)
    targets.push_back(set.dotprops[i]);
  return targets;
}

std::vector<double> expectedColumns(const QString& table, const PreparedSet& set,
                                    std::size_t step) {
  const auto matrix = reference::expected(table.toStdString());
  if (matrix.rows.size() != set.labels.size() || matrix.columns != matrix.rows)
    throw std::runtime_error("other names");
  std::vector<double> values;
  for (std::size_t q = 0; q < matrix.rows.size(); ++q) {
    if (matrix.rows[q] != set.labels[q].key) throw std::runtime_error("other names");
    for (std::size_t t = 0; t < matrix.columns.size(); t += step)
      values.push_back(matrix.at(q, t));
  }
  return values;
}

/// "reference", and "cpu, PATH" for every path that this processor can run.
std::vector<std::string> allEngines() {
  std::vector<std::string> names{"reference"};
  for (const auto path : availableSimdPaths())
    names.push_back(std::string("cpu, ") + simdPathName(path));
  return names;
}

std::unique_ptr<Engine> engineOf(const std::string& name) {
  const auto comma = name.find(", ");
  if (comma == std::string::npos) {
    qunsetenv("NBLAST_SIMD");
    return makeEngine(name);
  }
  qputenv("NBLAST_SIMD", name.substr(comma + 2).c_str());
  return makeEngine(name.substr(0, comma));
}

/// The oracle takes a microsecond a point query: of large sets it scores some targets only.
std::size_t stepFor(const std::string& engine, int step) {
  return engine == "reference" ? static_cast<std::size_t>(step) : 1;
}

std::vector<double> scoresOf(const std::string& engineName, const PreparedSet& set,
                             std::size_t step, const ScoringOptions& options) {
  const auto targets = targetsOf(set, step);
  std::vector<float> scores(set.dotprops.size() * targets.size());
  JobControl control;
  const auto engine = engineOf(engineName);
  engine->prepare(set.dotprops, options, control);
  engine->scoreTargets(targets, scores.data(), control);
  return {scores.begin(), scores.end()};
}

}  // namespace

class ExpectedScores : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (reference::sharedFolder().empty())
      QSKIP("the shared folder with the expected scores is not here");
  }

  void engines_data() {
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("set");
    QTest::addColumn<QString>("option");
    QTest::addColumn<int>("step");  // every how many targets the oracle scores
    QTest::addColumn<double>("worst");
    QTest::addColumn<double>("p999");
    QTest::addColumn<double>("p99");
    const auto row = [](const char* table, const char* set, const char* option, int step,
                        double worst, double p999, double p99) {
      QTest::newRow(table) << QString(table) << QString(set) << QString(option) << step << worst
                           << p999 << p99;
    };
    const auto strict = [&](const char* table, const char* set, const char* option,
                            double worst = 1e-6) {
      row(table, set, option, 1, worst, worst, worst);
    };
    strict("kcs20.forward", "kcs20", "");
    strict("kcs20.forward.raw", "kcs20", "raw", 2e-3);
    strict("kcs20.alpha", "kcs20", "alpha");
    strict("kcs20.limit-auto", "kcs20", "limit-auto");
    strict("kcs20.v1", "kcs20", "v1");
    strict("kcs20.table-flywire", "kcs20", "table-flywire");
    strict("kcs20.table-flywire_mcns", "kcs20", "table-flywire_mcns");
    strict("kcs20.own-tangents-k20", "kcs20 as points", "");
    strict("fixtures.forward", "fixtures", "");
    strict("fixtures.forward.raw", "fixtures", "raw", 2e-3);
    strict("fixtures.alpha", "fixtures", "alpha");
    strict("fixtures.limit-auto", "fixtures", "limit-auto");
    row("fanc-vnc-200.given.forward", "fanc-vnc-200", "", 20, 3e-4, 1e-4, 1e-6);
    row("fanc-vnc-200.given.limit-auto", "fanc-vnc-200", "limit-auto", 20, 3e-4, 1e-4, 1e-6);
    const auto hemibrain = [&](const char* table, const char* set, const char* option,
                               double worst) { strict(table, set, option, worst); };
    hemibrain("hemibrain-da1.k5.forward", "hemibrain-da1", "", 2e-3);
    hemibrain("hemibrain-da1.k5.alpha", "hemibrain-da1", "alpha", 4e-3);
    hemibrain("hemibrain-da1.k5.limit-auto", "hemibrain-da1", "limit-auto", 2e-3);
    hemibrain("hemibrain-da1.k5.v1", "hemibrain-da1", "v1", 2e-3);
    hemibrain("hemibrain-da1.k5-resample1um", "hemibrain-da1 resampled", "", 2e-3);
  }
  void engines() {
    QFETCH(QString, table);
    QFETCH(QString, set);
    QFETCH(QString, option);
    QFETCH(int, step);
    QFETCH(double, worst);
    QFETCH(double, p999);
    QFETCH(double, p99);
    for (const auto& engine : allEngines()) {
      const auto every = stepFor(engine, step);
      const auto wanted = expectedColumns(table, setOf(set), every);
      const auto off =
          reference::compare(scoresOf(engine, setOf(set), every, optionsOf(option)), wanted);
      qInfo("%s: worst %.2g, 99.9 %% %.2g, 99 %% %.2g", engine.c_str(), off.worst, off.p999,
            off.p99);
      QVERIFY2(off.worst <= worst && off.p999 <= p999 && off.p99 <= p99, engine.c_str());
    }
  }

  void hemibrainDotpropsGiven() {
    for (const auto* option : {"forward", "alpha", "limit-auto", "v1"}) {
      const auto& set = setOf("hemibrain-da1 given");
      const auto wanted = expectedColumns(QString("hemibrain-da1.k5.") + option, set, 1);
      for (const auto& engine : allEngines()) {
        const auto off = reference::compare(scoresOf(engine, set, 1, optionsOf(option)), wanted);
        qInfo("%s %s: worst %.2g", option, engine.c_str(), off.worst);
        QVERIFY2(off.worst <= 3e-4, option);
      }
    }
  }

  /// Raw scores of large neurons: their tolerance is that of normalised ones, times the self-hit.
  void hemibrainRaw_data() {
    QTest::addColumn<QString>("set");
    QTest::addColumn<double>("worst");
    QTest::newRow("dotprops given") << "hemibrain-da1 given" << 3e-4;
    QTest::newRow("from SWC") << "hemibrain-da1" << 2e-3;
  }
  void hemibrainRaw() {
    QFETCH(QString, set);
    QFETCH(double, worst);
    const auto& neurons = setOf(set);
    const auto options = optionsOf("raw");
    const auto selfHits = selfHitsOf(neurons.dotprops, options);
    const auto divided = [&](std::vector<double> scores) {
      for (std::size_t i = 0; i < scores.size(); ++i)
        scores[i] /= selfHits[i / selfHits.size()];
      return scores;
    };
    const auto wanted = divided(expectedColumns("hemibrain-da1.k5.forward.raw", neurons, 1));
    for (const auto& engine : allEngines()) {
      const auto off = reference::compare(divided(scoresOf(engine, neurons, 1, options)), wanted);
      QVERIFY2(off.worst <= worst, engine.c_str());
    }
  }

  /// A whole nerve cord from SWC, read and prepared as the program does.
  void wholeNerveCord() {
    const auto zip = reference::sharedFolder() / "data/fanc-vnc/em_full.zip";
    JobControl control;
    const auto set = prepareSet(readNeurons({&zip, 1}, control), {0.001, 5, 0}, control);
    const auto matrix = reference::expected("fanc-vnc.k5.every-50th-target");
    QCOMPARE(set.size(), static_cast<std::int64_t>(matrix.rows.size()));
    const auto targets = targetsOf(set, 50);
    for (std::size_t q = 0; q < matrix.rows.size(); ++q)
      QCOMPARE(set.labels[q].key, matrix.rows[q]);
    const auto check = [&](const std::string& engine, std::size_t step) {
      const auto queries = targetsOf(set, step);
      std::vector<double> wanted;
      for (std::size_t q = 0; q < matrix.rows.size(); q += step) {
        for (std::size_t t = 0; t < matrix.columns.size(); ++t)
          wanted.push_back(matrix.at(q, t));
      }
      std::vector<float> scores(wanted.size());
      const auto made = engineOf(engine);
      made->prepare(queries, {}, control);
      made->scoreTargets(targets, scores.data(), control);
      const auto off = reference::compare({scores.begin(), scores.end()}, wanted);
      qInfo("%s: worst %.2g, 99.9 %% %.2g, 99 %% %.2g", engine.c_str(), off.worst, off.p999,
            off.p99);
      QVERIFY2(off.worst <= 1e-3 && off.p999 <= 3e-4 && off.p99 <= 1e-4, engine.c_str());
    };
    check("cpu", 1);
    check("reference", 100);
  }

  /// The oracle itself, in double, where no tie and no bin edge blurs the answer: 1e-9 relative,
  /// beyond the rounding of the tables to nine digits.
  void oracleInDouble_data() {
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("set");
    QTest::addColumn<QString>("option");
    QTest::addColumn<int>("step");
    QTest::addColumn<double>("most");
    const auto row = [](const char* table, const char* set, const char* option, int step = 1,
                        double most = 1e-9) {
      QTest::newRow(table) << QString(table) << QString(set) << QString(option) << step << most;
    };
    row("kcs20.forward", "kcs20", "");
    row("kcs20.forward.raw", "kcs20", "raw");
    row("kcs20.alpha", "kcs20", "alpha");
    row("kcs20.limit-auto", "kcs20", "limit-auto");
    // Without bins every rounding of the given tangents to float32 is seen: some 3e-8 a point.
    row("kcs20.v1", "kcs20", "v1", 1, 3e-8);
    row("kcs20.table-flywire", "kcs20", "table-flywire");
    row("kcs20.table-flywire_mcns", "kcs20", "table-flywire_mcns");
    row("fixtures.forward", "fixtures", "");
    row("fixtures.forward.raw", "fixtures", "raw");
    row("fixtures.alpha", "fixtures", "alpha");
    row("fixtures.limit-auto", "fixtures", "limit-auto");
    row("fanc-vnc-200.given.forward", "fanc-vnc-200", "", 40);
  }
  void oracleInDouble() {
    QFETCH(QString, table);
    QFETCH(QString, set);
    QFETCH(QString, option);
    QFETCH(int, step);
    QFETCH(double, most);
    const auto options = optionsOf(option);
    const auto& queries = setOf(set).dotprops;
    const auto targets = targetsOf(setOf(set), static_cast<std::size_t>(step));
    const auto wanted = expectedColumns(table, setOf(set), static_cast<std::size_t>(step));
    double worst = -1;
    for (std::size_t q = 0; q < queries.size(); ++q) {
      const double selfHit = options.normalised ? referenceSelfHit(queries[q], options) : 1;
      for (std::size_t t = 0; t < targets.size(); ++t) {
        const double score = referenceRawScore(queries[q], targets[t], options) / selfHit;
        const double want = wanted[q * targets.size() + t];
        const double digits =
            want == 0 ? 0 : 0.5 * std::pow(10, std::floor(std::log10(std::abs(want))) - 8);
        worst = std::max(worst, (std::abs(score - want) - digits) / std::abs(want));
      }
    }
    qInfo("worst %.3g relative, beyond the tables' own rounding", worst);
    QVERIFY(worst <= most);
  }

  /// Mean, min and max are views of the forward matrix.
  void directions_data() {
    QTest::addColumn<QString>("direction");
    QTest::addColumn<QString>("table");
    QTest::addColumn<QString>("neurons");
    QTest::addColumn<double>("worst");
    for (const QString direction : {"mean", "min", "max"}) {
      const auto row = [&](const QString& table, const QString& neurons, double worst) {
        QTest::newRow(qPrintable(neurons + ", " + direction))
            << direction << table + "." + direction << neurons << worst;
      };
      row("kcs20", "kcs20", 1e-6);
      row("hemibrain-da1.k5", "hemibrain-da1 given", 3e-4);
      row("hemibrain-da1.k5", "hemibrain-da1", 2e-3);
    }
  }
  void directions() {
    QFETCH(QString, direction);
    QFETCH(QString, table);
    QFETCH(QString, neurons);
    QFETCH(double, worst);
    const auto& set = setOf(neurons);
    const auto wanted = expectedColumns(table, set, 1);
    const auto forward = scoresOf("cpu", set, 1, {});
    const std::size_t n = set.dotprops.size();
    std::vector<double> scores(n * n);
    for (std::size_t q = 0; q < n; ++q) {
      for (std::size_t t = 0; t < n; ++t) {
        const double there = forward[q * n + t], back = forward[t * n + q];
        scores[q * n + t] = direction == "mean"  ? (there + back) / 2
                            : direction == "min" ? std::min(there, back)
                                                 : std::max(there, back);
      }
    }
    QVERIFY(reference::compare(scores, wanted).worst <= worst);
  }
};

QTEST_GUILESS_MAIN(ExpectedScores)
#include "tst_expected_scores.moc"
