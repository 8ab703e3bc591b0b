// SPDX-License-Identifier: BSD-3-Clause
// The seam between a job and what it compares of neurons.
#include "compute/base/Error.hpp"
#include "compute/job/Method.hpp"
#include "compute/job/inputs/PrepareInputs.hpp"
#include "tests/compute/support/SampleSets.hpp"

#include <QTest>

#include <set>

using namespace nblast;

namespace {

/// Of another method: one point, whatever the neuron.
PreparedNeuron onePoint(const Neuron& neuron, const DotpropsOptions&, JobControl*) {
  PreparedNeuron prepared;
  prepared.label = {neuron.key, neuron.source, {}};
  prepared.dotprops = {{{1, 2, 3}}, {{1, 0, 0}}, {1}};
  return prepared;
}

}  // namespace

class TestMethod : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void eachHasANameOfItsOwn() {
    std::set<std::string_view> names;
    for (const auto& method : methods()) {
      QVERIFY(names.insert(method.name).second);
      QVERIFY(!method.description.empty() && method.prepare != nullptr && method.table != nullptr);
      QCOMPARE(&methodNamed(method.name), &method);
    }
    QCOMPARE(JobSpec().method, std::string(methods().front().name));
  }

  void anUnknownNameListsTheKnownOnes() {
    QVERIFY_EXCEPTION_THROWN(methodNamed("synblast"), InputError);
    QVERIFY_EXCEPTION_THROWN(methodNamed(""), InputError);
  }

  void itsWayOfPreparingIsUsed() {
    JobControl control;
    const auto set = sampleSet(3, 1);
    const auto prepared = prepareSet(set, {}, control, onePoint);
    QCOMPARE(prepared.size(), 3);
    for (const auto& neuron : prepared.dotprops)
      QCOMPARE(neuron.size(), 1);
    QVERIFY(prepareSet(*set, {}, control).pointCount() > 3);
  }

  /// What one method has prepared is nothing to another.
  void theCacheKnowsThemApart() {
    PreparedCache cache;
    const auto set = sampleSet(2, 1);
    cache.add({set, {}, onePoint}, std::make_shared<PreparedSet>());
    QVERIFY(cache.find({set, {}}) == nullptr);
    QVERIFY(cache.find({set, {}, onePoint}) != nullptr);
  }

  void nblastTakesTheNeuronsCourse() {
    JobControl control;
    const auto set = sampleSet(2, 1);
    JobSpec spec;
    const auto inputs = prepareInputs(spec, {set, nullptr}, control);
    const auto expected = prepareSet(*set, {}, control);
    QCOMPARE(inputs.queries->labels[0].hash, expected.labels[0].hash);
    spec.method = "synblast";
    QVERIFY_EXCEPTION_THROWN(prepareInputs(spec, {set, nullptr}, control), InputError);
  }
};

QTEST_GUILESS_MAIN(TestMethod)
#include "tst_method.moc"
