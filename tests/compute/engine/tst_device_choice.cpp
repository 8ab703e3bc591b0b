// SPDX-License-Identifier: BSD-3-Clause
// How memory of devices is laid out and queries are cut, at sizes that no test could compute.
#include "compute/engine/cuda/DeviceChoice.hpp"
#include "compute/engine/cuda/kernel/LaunchSplit.hpp"
#include "compute/scoring/PointScorer.hpp"
#include "compute/search/TileSearch.hpp"

#include <QTest>

#include <algorithm>

using namespace nblast;
using namespace nblast::cuda;

namespace {

constexpr std::int64_t kGiB = std::int64_t{1} << 30;

const TableView& table() {
  static const KernelTable kTable{PointScorer(ScoringOptions{})};
  static const auto kView = kTable.view();
  return kView;
}

/// 10^5 neurons, 10^8 points; one is a giant.
const std::vector<std::int64_t>& manyPoints() {
  static const auto kAll = [] {
    std::vector<std::int64_t> points(100'000, 1000);
    points[50'000] = 60'000;
    return points;
  }();
  return kAll;
}

TargetSizes manyTargets() {
  return {.targets = 100'000, .points = 100'059'000, .mostPoints = 60'000, .atOnce = 512};
}

/// Where arrays of a layout begin, as they follow each other.
void checkOrder(const MemoryLayout& layout, const QuerySizes& queries) {
  QVERIFY(layout.queryBytes >= queries.points * 3 * static_cast<std::int64_t>(sizeof(float)));
  std::int64_t before = layout.queryBytes;
  for (const auto& slot : layout.slots) {
    QVERIFY(slot.tangents % 256 == 0 && slot.tangents >= before);
    QVERIFY(slot.first % 256 == 0 && slot.first > slot.tangents);
    before = slot.first;
  }
  before = layout.queryBytes + layout.targetBytes;
  for (const auto& slot : layout.slots) {
    QVERIFY(slot.sums % 256 == 0 && slot.sums >= before);
    QVERIFY(slot.scores >= slot.sums + queries.owners * layout.blockTargets * 8);
    before = slot.scores + queries.owners * layout.blockTargets * 4;
  }
  QVERIFY(layout.bytes() >= before);
}

}  // namespace

class TestDeviceChoice : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void largeJobsFit_data();
  void largeJobsFit();
  void partsOfUnlikeSizeFitTogether();
  void noNumberOverflows();
  void choices_data();
  void choices();
  void launchesCoverTheGrid_data();
  void launchesCoverTheGrid();
};

void TestDeviceChoice::largeJobsFit_data() {
  QTest::addColumn<double>("gib");
  QTest::addColumn<int>("parts");  // at most
  QTest::addColumn<int>("block");  // of the largest part
  QTest::newRow("H200") << 133.0 << 1 << 128;
  QTest::newRow("24 GiB") << 22.0 << 1 << 128;
  QTest::newRow("8 GiB") << 7.5 << 1 << 128;
  QTest::newRow("2 GiB") << 1.9 << 4 << 8;
  QTest::newRow("half a GiB") << 0.5 << 20 << 8;
}

void TestDeviceChoice::largeJobsFit() {
  QFETCH(double, gib);
  QFETCH(int, parts);
  QFETCH(int, block);
  const auto bytes = static_cast<std::int64_t>(gib * static_cast<double>(kGiB));
  const QueryPoints queries(manyPoints());
  const auto targets = manyTargets();
  const auto most = blockShare(targets.atOnce, 1);
  const auto ranges = cutQueries(queries, table(), targets, most, bytes);
  QVERIFY(!ranges.empty() && std::ssize(ranges) <= parts);
  std::int64_t next = 0;
  for (const auto& range : ranges) {
    QCOMPARE(range.first, next);
    next += range.count;
    const auto sizes = queries.sizes(range, table());
    QVERIFY(layOut(sizes, targets, kLeastBlockTargets).bytes() <= bytes);
    const auto layout = fit(sizes, targets, most, bytes);
    QVERIFY(layout && layout->bytes() <= bytes);
    QVERIFY(layout->blockTargets >= block);
    QVERIFY(layout->blockPoints >= targets.mostPoints);
    checkOrder(*layout, sizes);
  }
  QCOMPARE(next, queries.queries());
}

/// 10^6 neurons of 10^10 points, in blocks of 128.
/// Memory is taken once for all parts.
void TestDeviceChoice::partsOfUnlikeSizeFitTogether() {
  std::vector<std::int64_t> points;
  for (int i = 0; i < 3000; ++i)
    points.push_back(500 + i * 7919 % 1300 + (i > 1500 ? 600 : 0));
  const QueryPoints queries(points);
  const KernelTable table{PointScorer(ScoringOptions{})};
  const TargetSizes targets{
      .targets = 3000, .points = 4'000'000, .mostPoints = 2400, .atOnce = 512};
  const auto whole = layOut(queries.sizes({0, 3000}, table.view()), targets, kLeastBlockTargets);
  for (int share = 1; share < 20; ++share) {
    const auto bytes = whole.bytes() / share + 1;
    const auto parts = cutQueries(queries, table.view(), targets, kMostBlockTargets, bytes);
    QVERIFY(!parts.empty());
    QVERIFY(fit(queries.largest(parts, table.view()), targets, kMostBlockTargets, bytes));
  }
}

void TestDeviceChoice::noNumberOverflows() {
  const std::vector<std::int64_t> points(1'000'000, 10'000);
  const QueryPoints queries(points);
  const auto sizes = queries.sizes({0, queries.queries()}, table());
  QCOMPARE(sizes.points, std::int64_t{10'000'000'000});
  const TargetSizes targets{
      .targets = 1'000'000, .points = sizes.points, .mostPoints = 1'000'000, .atOnce = 512};
  const auto layout = layOut(sizes, targets, kMostBlockTargets);
  QVERIFY(layout.scoreBytes >= std::int64_t{2} * 128 * 1'000'000 * 12);
  checkOrder(layout, sizes);
  const auto plan = planOf(layout, targets, 1);
  QCOMPARE(plan.blocks, 1'000'000 / 512 * 4 + 1);
}

void TestDeviceChoice::choices_data() {
  using Budgets = std::vector<double>;
  QTest::addColumn<std::vector<double>>("gib");
  QTest::addColumn<QString>("used");
  QTest::addColumn<int>("mostParts");
  QTest::newRow("alike") << Budgets{20, 20} << "11" << 1;
  QTest::newRow("one tiny") << Budgets{20, 0.05, 20} << "101" << 1;
  QTest::newRow("one full") << Budgets{20, 0, 20} << "101" << 1;
  QTest::newRow("one with room for a tenth") << Budgets{20, 0.5, 20, 20} << "1011" << 1;
  QTest::newRow("one with room for half") << Budgets{20, 3.2, 20, 20} << "1111" << 2;
  QTest::newRow("two of them") << Budgets{20, 3.2} << "11" << 2;
  QTest::newRow("all small") << Budgets{1, 1} << "11" << 9;
  QTest::newRow("too small for any") << Budgets{0.0001, 0.0001} << "00" << 0;
}

void TestDeviceChoice::choices() {
  QFETCH(std::vector<double>, gib);
  QFETCH(QString, used);
  QFETCH(int, mostParts);
  std::vector<std::int64_t> budgets;
  for (const auto each : gib)
    budgets.push_back(static_cast<std::int64_t>(each * static_cast<double>(kGiB)));
  const auto choice = chooseDevices(QueryPoints(manyPoints()), table(), manyTargets(), budgets);
  QString is;
  for (const bool one : choice.isUsed)
    is += one ? '1' : '0';
  QCOMPARE(is, used);
  QCOMPARE(choice.devices, used.count('1'));
  QVERIFY2(std::ssize(choice.parts) <= mostParts,
           qPrintable(QString::number(std::ssize(choice.parts))));
  QCOMPARE(choice.parts.empty(), mostParts == 0);
}

void TestDeviceChoice::launchesCoverTheGrid_data() {
  QTest::addColumn<std::int64_t>("blocks");
  QTest::addColumn<std::int64_t>("most");
  QTest::addColumn<int>("launches");
  const std::int64_t usual = std::int64_t{1} << 16;
  QTest::newRow("none") << std::int64_t{0} << usual << 0;
  QTest::newRow("one block") << std::int64_t{1} << usual << 1;
  QTest::newRow("just one launch") << usual << usual << 1;
  QTest::newRow("one block more") << usual + 1 << usual << 2;
  QTest::newRow("10^8 points, 128 targets") << std::int64_t{6104} * 128 << usual << 12;
  QTest::newRow("10^10 points, 128 targets") << std::int64_t{610'352} * 128 << usual << 1193;
  QTest::newRow("beyond 2^32 blocks")
      << (std::int64_t{1} << 33) + 5 << (std::int64_t{1} << 31) - 1 << 5;
}

void TestDeviceChoice::launchesCoverTheGrid() {
  QFETCH(std::int64_t, blocks);
  QFETCH(std::int64_t, most);
  int launches = 0;
  std::int64_t next = 0;
  for (auto launch = firstLaunch(blocks, most); launch.blocks > 0;
       launch = nextLaunch(launch, blocks, most)) {
    QCOMPARE(launch.first, next);
    QVERIFY(launch.blocks <= most);
    next += launch.blocks;
    ++launches;
  }
  QCOMPARE(next, blocks);
  QTEST(launches, "launches");
  const auto striding = stridingBlocks(blocks, 256, most);
  QVERIFY(striding <= most);
  QVERIFY(striding == most || std::int64_t{striding} * 256 >= blocks);
  QCOMPARE(striding == 0, blocks == 0);
}

QTEST_GUILESS_MAIN(TestDeviceChoice)
#include "tst_device_choice.moc"
