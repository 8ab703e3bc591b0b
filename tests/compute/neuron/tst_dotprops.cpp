// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/neuron/Dotprops.hpp"
#include "compute/neuron/Prepare.hpp"
#include "compute/neuron/PreparedSet.hpp"
#include "compute/neuron/Skeleton.hpp"
#include "compute/neuron/Tangents.hpp"
#include "tests/compute/support/ReferenceData.hpp"

#include <QTest>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <numeric>
#include <random>

using namespace nblast;

namespace {

Neuron cloud(std::vector<Vec3d> points, const std::string& key = "cloud") {
  Neuron neuron;
  neuron.key = key;
  neuron.source = key + ".csv";
  neuron.kind = NeuronKind::PointCloud;
  neuron.points = std::move(points);
  return neuron;
}

Neuron skeleton(std::vector<Vec3d> points, std::vector<std::int32_t> parents,
                const std::string& key = "skeleton") {
  Neuron neuron = cloud(std::move(points), key);
  neuron.kind = NeuronKind::Skeleton;
  neuron.source = key + ".swc";
  neuron.parents = std::move(parents);
  neuron.radii.assign(neuron.points.size(), 0.5F);
  return neuron;
}

std::vector<Vec3d> randomPoints(int count, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(-100, 100);
  std::vector<Vec3d> points(static_cast<std::size_t>(count));
  for (auto& p : points)
    p = {uniform(random), uniform(random), uniform(random)};
  return points;
}

double dot(const Vec3f& a, const Vec3d& b) {
  return std::abs(a.x * b.x + a.y * b.y + a.z * b.z);
}

QString reasonOf(const Neuron& neuron, const DotpropsOptions& options = {}) {
  try {
    prepareNeuron(neuron, options);
  } catch (const InputError& error) {
    return QString::fromStdString(error.what());
  }
  return {};
}

}  // namespace

class DotpropsTest : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void straightLine() {
    std::vector<Vec3d> points;
    for (int i = 0; i < 20; ++i)
      points.push_back({i * 2.0, i * 1.0, i * -2.0});
    const auto prepared = prepareNeuron(cloud(points), {});
    QCOMPARE(prepared.dotprops.size(), 20);
    for (std::size_t i = 0; i < 20; ++i) {
      QVERIFY(std::abs(prepared.dotprops.alphas[i] - 1) < 1e-6);
      QVERIFY(std::abs(dot(prepared.dotprops.tangents[i], {2.0 / 3, 1.0 / 3, -2.0 / 3}) - 1) <
              1e-6);
    }
  }

  /// Four corners of a rectangle: the eigenvalues of the scatter matrix are a^2, b^2 and 0 (times
  /// four).
  void rectangle() {
    const auto prepared =
        prepareNeuron(cloud({{-3, -1, 5}, {3, -1, 5}, {-3, 1, 5}, {3, 1, 5}}), {1.0, 4, 0});
    for (std::size_t i = 0; i < 4; ++i) {
      QVERIFY(std::abs(prepared.dotprops.alphas[i] - (9.0 - 1) / (9 + 1)) < 1e-6);
      QVERIFY(std::abs(dot(prepared.dotprops.tangents[i], {1, 0, 0}) - 1) < 1e-6);
    }
  }

  void onlyTheNearestCount() {
    // Two parallel lines far apart: with k = 3 each keeps its own direction, with k = all they make
    // a plane.
    std::vector<Vec3d> points;
    for (int i = 0; i < 5; ++i)
      points.push_back({i * 1.0, 0, 0});
    for (int i = 0; i < 5; ++i)
      points.push_back({0, 100.0 + i, 0});
    const auto near = prepareNeuron(cloud(points), {1.0, 3, 0});
    QVERIFY(dot(near.dotprops.tangents[2], {1, 0, 0}) > 0.999999);
    QVERIFY(dot(near.dotprops.tangents[7], {0, 1, 0}) > 0.999999);
    const auto all = prepareNeuron(cloud(points), {1.0, 50, 0});  // capped at 10
    QVERIFY(dot(all.dotprops.tangents[2], {0, 1, 0}) > 0.99);
    QVERIFY(all.dotprops.alphas[2] < 1);
  }

  void tiesGoToTheLowestIndex() {
    // Of four points at the same distance, k = 3 takes the first two.
    const auto prepared = prepareNeuron(
        cloud({{0, 0, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}}), {1.0, 3, 0});
    QVERIFY(dot(prepared.dotprops.tangents[0], {1, 0, 0}) > 0.999999);
    QCOMPARE(prepared.dotprops.alphas[0], 1.0F);
    const auto other = prepareNeuron(
        cloud({{0, 0, 0}, {0, 1, 0}, {0, -1, 0}, {1, 0, 0}, {-1, 0, 0}}), {1.0, 3, 0});
    QVERIFY(dot(other.dotprops.tangents[0], {0, 1, 0}) > 0.999999);
  }

  void smallNeurons() {
    const auto one = prepareNeuron(skeleton({{3, 4, 5}}, {-1}), {});
    QCOMPARE(one.dotprops.size(), 1);
    QCOMPARE(one.dotprops.alphas[0], 0.0F);
    QCOMPARE(one.dotprops.tangents[0], (Vec3f{1, 0, 0}));
    QCOMPARE(one.links.parents, std::vector<std::int32_t>{-1});
    const auto two = prepareNeuron(cloud({{0, 0, 0}, {0, 0, 2}}), {});
    QCOMPARE(two.dotprops.alphas[0], 1.0F);
    QVERIFY(dot(two.dotprops.tangents[1], {0, 0, 1}) > 0.999999);
  }

  void coincidentPoints() {
    QVERIFY(reasonOf(cloud(std::vector<Vec3d>(5, {1, 2, 3}))).contains("no usable point"));
    // Three at one place with k = 3 are dropped, their child goes to the nearest ancestor that
    // stays.
    const auto prepared = prepareNeuron(
        skeleton({{0, 0, 0}, {5, 0, 0}, {9, 0, 0}, {9, 0, 0}, {9, 0, 0}, {11, 0, 0}, {11, 3, 0}},
                 {-1, 0, 1, 2, 3, 4, 5}),
        {1.0, 3, 0});
    QCOMPARE(prepared.dotprops.size(), 4);
    QCOMPARE(prepared.dotprops.points_um[2], (Vec3f{11, 0, 0}));
    QCOMPARE(prepared.links.parents, (std::vector<std::int32_t>{-1, 0, 1, 2}));
    QCOMPARE(prepared.links.radii_um.size(), 4U);
    // A dropped root leaves its children roots.
    const auto rootless = prepareNeuron(
        skeleton({{0, 0, 0}, {0, 0, 0}, {1, 0, 0}, {2, 0, 0}}, {-1, 0, 1, 2}), {1.0, 2, 0});
    QCOMPARE(rootless.links.parents, (std::vector<std::int32_t>{-1, 0}));
  }

  /// What would be quadratic in the points at one place takes longer than the test may.
  void manyCoincidentPoints_data() {
    QTest::addColumn<int>("k");
    QTest::addColumn<int>("apart");  ///< points beside the place, each at one of its own
    QTest::newRow("all of them, k = 5") << 5 << 0;
    QTest::newRow("all of them, k = 20") << 20 << 0;
    QTest::newRow("all but a line of others") << 5 << 1000;
    QTest::newRow("more neighbours than others") << 60 << 50;
  }
  void manyCoincidentPoints() {
    QFETCH(int, k);
    QFETCH(int, apart);
    std::vector<Vec3d> points(400'000, {7, 8, 9});
    for (int i = 1; i <= apart; ++i)
      points.push_back({7.0 + i, 8, 9});
    if (apart == 0) {
      QVERIFY(reasonOf(cloud(points), {1.0, k, 0}).contains("no usable point"));
      return;
    }
    const auto prepared = prepareNeuron(cloud(points), {1.0, k, 0});
    QCOMPARE(prepared.dotprops.size(), apart);
    QVERIFY(dot(prepared.dotprops.tangents[0], {1, 0, 0}) > 0.999999);
  }

  /// Of those that lie at one place, the first ones count as neighbours, and the tangents are those
  /// that a plain search gives.
  void neighboursInACrowd() {
    std::vector<Vec3f> points;
    const auto add = [&](int count, Vec3f at) {
      points.insert(points.end(), static_cast<std::size_t>(count), at);
    };
    add(30'000, {0, 0, 0});
    for (int i = 1; i <= 6; ++i)
      add(1, {static_cast<float>(i), static_cast<float>(i * i) / 8, 0});
    add(30'000, {3, -2, 1});
    const auto tangents = computeTangents(points, 9);
    const std::vector<std::int32_t> kept{30'000, 30'001, 30'002, 30'003, 30'004, 30'005};
    QVERIFY(tangents.kept == kept);
    // The same with as many of each crowd as there are neighbours.
    std::vector<Vec3f> few;
    few.insert(few.end(), points.begin() + 29'991, points.begin() + 30'015);
    const auto expected = computeTangents(few, 9);
    QCOMPARE(expected.kept.size(), kept.size());
    for (std::size_t i = 0; i < kept.size(); ++i) {
      QCOMPARE(tangents.tangents[i], expected.tangents[i]);
      QCOMPARE(tangents.alphas[i], expected.alphas[i]);
    }
  }

  /// Each of many children looks for the nearest ancestor that stays, past a long chain of dropped
  /// nodes.
  void childrenOfManyCoincidentNodes() {
    const int dropped = 300'000, children = 300'000;
    std::vector<Vec3d> points{{-5, 0, 0}};
    std::vector<std::int32_t> parents{-1};
    for (int i = 1; i <= dropped; ++i) {
      points.push_back({0, 0, 0});
      parents.push_back(i - 1);
    }
    for (int i = 1; i <= children; ++i) {
      points.push_back({3.0 * i, 0, 0});
      parents.push_back(dropped);
    }
    const auto prepared = prepareNeuron(skeleton(points, parents), {});
    QCOMPARE(prepared.dotprops.size(), 1 + children);
    std::vector<std::int32_t> expected(1 + children, 0);
    expected[0] = -1;
    QVERIFY(prepared.links.parents == expected);
  }

  void looksAtCancel() {
    JobControl control;
    const std::vector<Vec3f> points(100, {1, 2, 3});
    QCOMPARE(computeTangents(points, 5, &control).kept.size(), 0U);
    control.cancel();
    QVERIFY_EXCEPTION_THROWN(computeTangents(points, 5, &control), Cancelled);
    QVERIFY_EXCEPTION_THROWN(prepareNeuron(cloud({{1, 2, 3}, {4, 5, 6}}), {}, &control), Cancelled);
  }

  void convertedInDoubleRoundedOnce() {
    const double x = 15784.1, y = 37250.7, z = 28062.3;
    const auto prepared = prepareNeuron(skeleton({{x, y, z}, {0, 0, 0}}, {-1, 0}), {0.008, 5, 0});
    QCOMPARE(prepared.dotprops.points_um[0],
             (Vec3f{static_cast<float>(x * 0.008), static_cast<float>(y * 0.008),
                    static_cast<float>(z * 0.008)}));
    QCOMPARE(prepared.links.radii_um[0], static_cast<float>(0.5 * 0.008));
  }

  void givenDotpropsAreTakenOver() {
    Neuron neuron = cloud({{100, 200, 300}, {100, 200, 300}});
    neuron.kind = NeuronKind::Dotprops;
    neuron.tangents = {{0, 0.6, 0.8}, {1, 0, 0}};
    neuron.alphas = {0.25, 0.1};
    const auto prepared = prepareNeuron(neuron, {0.001, 5, 0});  // k and coincidence do not matter
    QCOMPARE(prepared.dotprops.size(), 2);
    QCOMPARE(prepared.dotprops.points_um[0], (Vec3f{0.1F, 0.2F, 0.3F}));
    QCOMPARE(prepared.dotprops.tangents[0], (Vec3f{0, 0.6F, 0.8F}));
    QCOMPARE(prepared.dotprops.alphas[1], 0.1F);
    QVERIFY(prepared.links.parents.empty() && prepared.links.radii_um.empty());
    neuron.alphas[1] = std::nan("");
    QVERIFY(reasonOf(neuron).contains("point 2"));
    neuron.alphas.pop_back();
    QVERIFY(!reasonOf(neuron).isEmpty());
  }

  void refused_data() {
    QTest::addColumn<double>("coordinate");
    QTest::addColumn<double>("umPerUnit");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("not a number") << std::nan("") << 1.0 << false;
    QTest::newRow("infinite") << HUGE_VAL << 1.0 << false;
    QTest::newRow("beyond 1e7 um") << -1.1e7 << 1.0 << false;
    QTest::newRow("beyond 1e7 um after conversion") << 2e4 << 1000.0 << false;
    QTest::newRow("at 1e7 um") << 1e10 << 0.001 << true;
  }
  void refused() {
    QFETCH(double, coordinate);
    QFETCH(double, umPerUnit);
    QFETCH(bool, accepted);
    const auto reason = reasonOf(cloud({{0, 0, 0}, {1, 1, coordinate}}, "odd"), {umPerUnit, 5, 0});
    QCOMPARE(reason.isEmpty(), accepted);
    if (!accepted) QVERIFY(reason.startsWith("odd.csv: ") && reason.contains("point 2"));
  }

  void resamplingIsForSkeletons() {
    Neuron given = cloud({{0, 0, 0}});
    given.kind = NeuronKind::Dotprops;
    given.tangents = {{1, 0, 0}};
    given.alphas = {1};
    QVERIFY(reasonOf(given, {1.0, 5, 1.0}).contains("skeletons"));
    QVERIFY(reasonOf(cloud({{0, 0, 0}, {9, 0, 0}}), {1.0, 5, 1.0}).contains("skeletons"));
    const auto prepared =
        prepareNeuron(skeleton({{0, 0, 0}, {9000, 0, 0}}, {-1, 0}), {0.001, 5, 1.0});
    QCOMPARE(prepared.dotprops.size(), 10);
    QCOMPARE(std::count(prepared.links.parents.begin(), prepared.links.parents.end(), -1), 1);
    QCOMPARE(prepared.links.radii_um.size(), 10U);
  }

  void resamplingTooFinely() {
    const auto wide = skeleton({{0, 0, 0}, {9e6, 0, 0}}, {-1, 0}, "wide");
    const auto reason = reasonOf(wide, {1.0, 5, 0.01});
    QVERIFY2(reason.startsWith("wide.swc: ") && reason.contains("take a larger step"),
             qPrintable(reason));
    NeuronSet set;
    set.neurons = {wide, skeleton({{0, 0, 0}, {9, 0, 0}}, {-1, 0}, "small")};
    JobControl control;
    const auto prepared = prepareSet(set, {1.0, 5, 0.01}, control);
    QCOMPARE(prepared.size(), 1);
    QCOMPARE(prepared.leftOut.size(), 1U);
  }

  void wrongOptions() {
    const auto neuron = cloud({{0, 0, 0}, {1, 0, 0}});
    const DotpropsOptions wrong[] = {{1.0, 1, 0},          {0.0, 5, 0},    {-1.0, 5, 0},
                                     {std::nan(""), 5, 0}, {1.0, 5, -1.0}, {1.0, 5, 1e-300}};
    for (const auto& options : wrong) {
      QVERIFY(!reasonOf(neuron, options).isEmpty());
      NeuronSet set;
      JobControl control;
      QVERIFY_EXCEPTION_THROWN(prepareSet(set, options, control), InputError);
    }
  }

  void fingerprints() {
    const auto points = randomPoints(30, 1);
    const auto hash = prepareNeuron(cloud(points, "a"), {}).label.hash;
    QCOMPARE(hash.size(), 32U);
    QCOMPARE(hash.find_first_not_of("0123456789abcdef"), std::string::npos);
    QCOMPARE(prepareNeuron(cloud(points, "b"), {}).label.hash, hash);  // the name does not count
    QVERIFY(prepareNeuron(cloud(points, "a"), {1.0, 6, 0}).label.hash != hash);
    auto moved = points;
    moved[17].z += 1e-4;
    QVERIFY(prepareNeuron(cloud(moved, "a"), {}).label.hash != hash);
  }

  void aWholeSet() {
    NeuronSet set;
    set.leftOut.push_back({"unreadable", "unreadable.swc:3: no number"});
    for (int i = 0; i < 60; ++i) {
      set.neurons.push_back(
          cloud(randomPoints(1 + i * 7, static_cast<unsigned>(i)), fmt::format("n{}", i)));
    }
    set.neurons[10].points.assign(4, {1, 1, 1});
    set.neurons[20].points[3].x = std::nan("");
    PreparedSet one, two;
    JobControl control;
    control.begin(Phase::Tangents, 60);
    tbb::task_arena(1).execute([&] { one = prepareSet(set, {}, control); });
    QCOMPARE(control.progress().done, std::uint64_t{60});
    tbb::task_arena(2).execute([&] { two = prepareSet(set, {}, control); });

    QCOMPARE(one.size(), 58);
    QCOMPARE(one.labels.size(), 58U);
    QCOMPARE(one.links.size(), 58U);
    QCOMPARE(one.labels[10].key, std::string("n11"));
    QCOMPARE(one.leftOut.size(), 3U);
    QCOMPARE(one.leftOut[0].name, std::string("unreadable"));
    QCOMPARE(one.leftOut[1].name, std::string("n10"));
    QCOMPARE(one.leftOut[2].name, std::string("n20"));
    QVERIFY(one.leftOut[2].reason.rfind("n20.csv: ", 0) == 0);
    std::int64_t points = 0;
    for (std::size_t i = 0; i < 58; ++i) {
      QCOMPARE(one.labels[i].hash, two.labels[i].hash);  // the same bits on any number of threads
      points += one.dotprops[i].size();
    }
    QCOMPARE(one.pointCount(), points);

    control.cancel();
    QVERIFY_EXCEPTION_THROWN(prepareSet(set, {}, control), Cancelled);
  }

  /// Nothing is kept twice, and nothing has room to spare: this is what stays for a whole job.
  void aSetThatIsUsedUp() {
    NeuronSet set;
    set.leftOut.push_back({"unreadable", "unreadable.swc:3: no number"});
    for (int i = 0; i < 20; ++i) {
      auto points = randomPoints(50 + i * 13, static_cast<unsigned>(i));
      points.insert(points.end(), i % 3 == 0 ? 6 : 0, points.front());  // some are dropped again
      std::vector<std::int32_t> parents(points.size());
      std::iota(parents.begin(), parents.end(), -1);
      set.neurons.push_back(skeleton(points, parents));
      set.neurons.back().key = fmt::format("n{}", i);
    }
    set.neurons[7].points.clear();
    JobControl control;
    const auto kept = prepareSet(set, {}, control);
    QCOMPARE(set.neurons.size(), 20U);
    const auto prepared = prepareSet(std::move(set), {}, control);
    QVERIFY(set.neurons.empty() && set.leftOut.empty());  // NOLINT: that is the promise
    QCOMPARE(prepared.size(), 19);
    QCOMPARE(prepared.leftOut.size(), 2U);
    QCOMPARE(prepared.leftOut[1].name, std::string("n7"));
    const auto isExact = [](const auto& values) { return values.capacity() == values.size(); };
    for (std::size_t i = 0; i < 19; ++i) {
      QCOMPARE(prepared.labels[i].hash, kept.labels[i].hash);
      QCOMPARE(prepared.links[i].parents, kept.links[i].parents);
      const auto& dotprops = prepared.dotprops[i];
      QVERIFY(isExact(dotprops.points_um) && isExact(dotprops.tangents) &&
              isExact(dotprops.alphas));
      QCOMPARE(prepared.links[i].parents.size(), dotprops.points_um.size());
    }
    QVERIFY(isExact(prepared.labels) && isExact(prepared.dotprops));
  }

  /// Where the set stays in memory, its links are not kept twice; those that differ are.
  void linksOfASetThatStays() {
    const auto set = std::make_shared<NeuronSet>();
    for (int i = 0; i < 5; ++i) {
      auto points = randomPoints(100, static_cast<unsigned>(i));
      if (i == 3) points.insert(points.end(), 6, points.front());  // dropped again
      std::vector<std::int32_t> parents(points.size());
      std::iota(parents.begin(), parents.end(), -1);
      set->neurons.push_back(i == 4 ? cloud(points) : skeleton(points, parents));
    }
    set->neurons[1].points.clear();
    JobControl control;
    const DotpropsOptions options{0.008, {}, 0};
    const auto own = prepareSet(*set, options, control);
    const std::shared_ptr<const NeuronSet> lender = set;
    auto borrowed = prepareSet(lender, options, control);
    QCOMPARE(borrowed.size(), 4);
    QCOMPARE(borrowed.links.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i)
      QVERIFY(borrowed.links[i] == own.links[i]);
    QVERIFY(!own.links[0].parents.empty() && own.links[3].parents.empty());
    QCOMPARE(own.links[0].radii_um.front(), static_cast<float>(0.5F * 0.008));
    // One neuron has lost points, so that its links are others than those that were read.
    constexpr std::int64_t kBytes = sizeof(std::int32_t) + sizeof(float);
    QCOMPARE(own.links.bytes(), (own.pointCount() - own.dotprops[3].size()) * kBytes);
    QCOMPARE(borrowed.links.bytes(), own.dotprops[2].size() * kBytes);

    const auto copy = borrowed.links;
    QCOMPARE(set.use_count(), 3);  // here twice, and the links
    borrowed.links.clear();
    QCOMPARE(borrowed.links.size(), 0U);
    QVERIFY(copy[2] == own.links[2]);

    const DotpropsOptions other{1.0, {}, 5.0};  // resampled: other points than those that were read
    QCOMPARE(prepareSet(lender, other, control).links.bytes(),
             prepareSet(*set, other, control).links.bytes());
  }

  void geometryForDrawing() {
    const auto geometry = skeletonOf(skeleton({{1000, 0, 0}, {3000, 0, 0}}, {-1, 0}), 0.001);
    QCOMPARE(geometry.points_um, (std::vector<Vec3f>{{1, 0, 0}, {3, 0, 0}}));
    QCOMPARE(geometry.parents, (std::vector<std::int32_t>{-1, 0}));
    QCOMPARE(geometry.radii_um, (std::vector<float>{0.0005F, 0.0005F}));
    const auto points = skeletonOf(cloud({{1, 2, 3}}), 1);
    QVERIFY(points.parents.empty() && points.radii_um.empty());
  }

  /// Counts and mean alphas of an independent implementation.
  void hemibrain() {
    const auto shared = reference::sharedFolder();
    if (shared.empty()) QSKIP("the shared folder with the expected figures is not here");
    const auto set = reference::prepare(reference::readSwcFolder(shared / "data/hemibrain-da1/swc"),
                                        {0.008, 5, 0});
    std::ifstream in(shared / "reference/expected/hemibrain-da1.dotprops.json");
    const auto json = nlohmann::json::parse(in);
    const auto given =
        reference::prepare(reference::readDotpropsFolder(shared / "data/hemibrain-da1/dotprops"));
    QCOMPARE(set.labels.size(), json.size());
    for (std::size_t i = 0; i < set.dotprops.size(); ++i) {
      const auto& neuron = set.dotprops[i];
      const auto& expected = json.at(set.labels[i].key);
      QCOMPARE(neuron.size(), expected.at("points").get<std::int64_t>());
      double sum = 0;
      for (const float alpha : neuron.alphas)
        sum += alpha;
      QVERIFY(std::abs(sum / static_cast<double>(neuron.size()) -
                       expected.at("alpha_mean").get<double>()) < 1e-3);
      // Point by point, but for the few whose k-th neighbour is a tie.
      QCOMPARE(neuron.points_um, given.dotprops[i].points_um);
      std::int64_t other = 0;
      for (std::size_t p = 0; p < neuron.points_um.size(); ++p) {
        const auto& t = given.dotprops[i].tangents[p];
        other += dot(neuron.tangents[p], {t.x, t.y, t.z}) < 0.99999 ||
                 std::abs(neuron.alphas[p] - given.dotprops[i].alphas[p]) > 1e-5;
      }
      qInfo("%s: %lld of %lld tangents differ", set.labels[i].key.c_str(),
            static_cast<long long>(other), static_cast<long long>(neuron.size()));
      QVERIFY(other * 100 < neuron.size());
    }
  }
};

QTEST_GUILESS_MAIN(DotpropsTest)
#include "tst_dotprops.moc"
