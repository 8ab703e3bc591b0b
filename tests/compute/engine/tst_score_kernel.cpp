// SPDX-License-Identifier: BSD-3-Clause
// The kernel itself, on the host executor: blocks of every level, and chosen pairs.
#include "compute/engine/cuda/ChosenPairs.hpp"
#include "compute/engine/cuda/DeviceUpload.hpp"
#include "compute/engine/cuda/device/HostDevice.hpp"
#include "compute/engine/cuda/kernel/ScoreKernel.hpp"
#include "tests/compute/engine/EngineCases.hpp"

#include <set>

using namespace nblast;
using namespace nblast::cuda;

namespace {

QueryPart partOf(const std::vector<Dotprops>& set, const ScoringOptions& options) {
  JobControl control;
  const PointScorer scorer(options);
  QueryTiles tiles(set, options.useAlpha, control);
  tiles.indexOwners();
  OwnerSlots slots(tiles);
  QueryPart part{
      {0, static_cast<std::int64_t>(set.size())}, std::move(tiles), std::move(slots), {}, {}};
  for (const auto& query : set) {
    const auto scale = scaleOf(query, scorer.selfHit(query), scorer, options.normalised);
    part.offsets.push_back(scale.offset);
    part.divisors.push_back(scale.divisor);
  }
  return part;
}

/// A set on a simulated device, as queries and as targets.
class LoadedSet {
 public:
  LoadedSet(const std::vector<Dotprops>& set, const ScoringOptions& options,
            std::int32_t blockLevel)
      : part(partOf(set, options)), device_(0, std::int64_t{1} << 28) {
    const auto n = static_cast<std::int64_t>(set.size());
    const KernelTable table{PointScorer(options)};
    TargetSizes targets;
    targets.add(set);
    std::int64_t points = 0;
    for (const auto& each : set)
      points += each.size();
    auto to = layOut(querySizes(n, points, table.view()), targets, n);
    to.blockLevel = blockLevel;
    auto* memory = device_.take(to.bytes());
    task = uploadQueries(device_, memory, to, part, table.view());
    std::vector<const Dotprops*> each;
    for (const auto& target : set)
      each.push_back(&target);
    const PackedTargets packed(device_.hostMemory(to.slotTargetBytes()), to.blockPoints, each,
                               options.useAlpha);
    task.targets = {packed.points, packed.tangents, packed.first, static_cast<std::int32_t>(n)};
    sums_.assign(set.size() * set.size(), 0);
    task.sums = sums_.data();
  }

  std::vector<float> score() {
    std::vector<float> scores(static_cast<std::size_t>(scoresOf(task)), -99);
    task.scores = scores.data();
    device_.score(0, task);
    return scores;
  }

  QueryPart part;
  ScoreTask task{};

 private:
  HostDevice device_;
  std::vector<unsigned long long> sums_;
};

}  // namespace

class TestScoreKernel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyLevel_data() { cases::addOptionRows(); }
  void everyLevel() {
    QFETCH(ScoringOptions, options);
    const auto wanted = cases::expected(options);
    for (const int level : {2, 3, 4}) {
      LoadedSet loaded(cases::neurons(), options, level);
      QVERIFY(cases::sameBits(loaded.score(), wanted));
    }
  }

  void chosenPairs_data() { cases::addOptionRows(); }
  void chosenPairs() {
    QFETCH(ScoringOptions, options);
    const auto& set = cases::neurons();
    const auto n = static_cast<int>(set.size());
    const auto all = cases::expected(options);
    std::mt19937 random(5);
    for (const int level : {2, 3, 4}) {
      for (const int count : {1, 7, 300}) {
        LoadedSet loaded(set, options, level);
        std::vector<PairPlace> pairs;
        std::vector<float> wanted;
        for (int i = 0; i < count; ++i) {
          pairs.push_back(
              {static_cast<int>(random()) & 0x7fff, static_cast<int>(random()) & 0x7fff});
          pairs.back().owner %= n;
          pairs.back().target %= n;
          wanted.push_back(
              all[static_cast<std::size_t>(pairs.back().owner * n + pairs.back().target)]);
        }
        PairNodes nodes(loaded.part.tiles, level);
        std::vector<NodeChoice> choices;
        nodes.choose({}, choices);
        QVERIFY(choices.empty());
        nodes.choose(pairs, choices);
        loaded.task.choices = choices.data();
        loaded.task.choiceCount = static_cast<std::int64_t>(choices.size());
        loaded.task.pairs = pairs.data();
        loaded.task.pairCount = count;
        QVERIFY(cases::sameBits(loaded.score(), wanted));
        if (count == 1) QVERIFY(choices.size() < 60);
      }
    }
  }

  /// So many candidates are left for a node as its list holds, one less, one more; all are equally
  /// near, and the first one's tangent counts.
  void asManyCandidatesAsThereIsRoomFor() {
    for (const int points : {62, 63, 64, 65, 511, 512, 513}) {
      auto set = std::vector<Dotprops>(cases::neurons().begin(), cases::neurons().begin() + 6);
      auto one = cases::wanderer(7, points);
      for (auto& point : one.points_um)
        point = one.points_um.front();
      set.push_back(one);
      LoadedSet loaded(set, {}, 3);
      QVERIFY(cases::sameBits(loaded.score(), cases::expected({}, set)));
    }
  }

  /// Each tile that holds a point of a wanted owner, and no other.
  void nodesOfPairs() {
    const auto part = partOf(cases::neurons(), {});
    const std::vector<PairPlace> pairs{{3, 1}, {5, 1}, {3, 0}};
    for (const int level : {2, 3, 4}) {
      std::vector<NodeChoice> choices;
      PairNodes(part.tiles, level).choose(pairs, choices);
      std::set<std::pair<std::int64_t, std::int32_t>> found, wanted;
      for (const auto& choice : choices) {
        for (std::int64_t i = 0; i < kMostBlockTiles; ++i) {
          if ((choice.tiles[i / 32] >> (i % 32) & 1U) != 0)
            found.insert({(std::int64_t{choice.node} << (kFanBits * level)) + i, choice.target});
        }
      }
      for (const auto& pair : pairs) {
        for (const auto tile : part.tiles.tilesOf(pair.owner))
          wanted.insert({tile, pair.target});
      }
      QVERIFY(found == wanted);
    }
  }

  /// Slots hold no more points than their 32 bits can, whoever has many in one place.
  void slotsOfOwners() {
    auto set = cases::neurons();
    set.push_back(cases::wanderer(77, 1000, 0));
    const auto part = partOf(set, {});
    const auto view = part.tiles.view();
    std::vector<int> points(static_cast<std::size_t>(part.slots.slots()));
    for (std::int64_t i = 0; i < part.tiles.nodes(0) * kTilePoints; ++i) {
      const auto group = i / kGroupPoints;
      const auto first = part.slots.firstSlot()[group], last = part.slots.firstSlot()[group + 1];
      const auto slot = first + part.slots.ofPoints()[i];
      if (view.owner[i] < 0) {
        QCOMPARE(slot, last);
        continue;
      }
      QVERIFY(slot < last);
      QCOMPARE(part.slots.owners()[slot], view.owner[i]);
      ++points[static_cast<std::size_t>(slot)];
    }
    QVERIFY(*std::min_element(points.begin(), points.end()) > 0);
    QCOMPARE(*std::max_element(points.begin(), points.end()), kMostSlotPoints);
  }
};

QTEST_GUILESS_MAIN(TestScoreKernel)
#include "tst_score_kernel.moc"
