// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/Error.hpp"
#include "compute/job/run/BlockWriter.hpp"

#include <QTest>

#include <atomic>
#include <mutex>

using namespace nblast;

namespace {

/// Notes what is written; fails at a chosen block.
class RecordingFile : public DenseScoreFileWriter {
 public:
  bool hasItsName() const override { return true; }
  BlockCount written() const override { return {static_cast<std::int64_t>(order.size()), 10}; }
  void discard() override {}
  std::int64_t blockTargets() const override { return 2; }
  void writeBlock(std::int64_t firstTarget, std::int64_t nTargets, const float* scores) override {
    writeAt({false, 0, 2, firstTarget, nTargets}, scores);
  }
  void writeAt(const ScoreRectangle& place, const float* scores) override {
    const std::lock_guard lock(gate);
    const auto firstTarget = place.firstColumn;
    if (firstTarget == failAt) throw IoError("No space left on device");
    order.push_back(firstTarget);
    firstScores.push_back(scores[0]);
  }
  void finish(const std::string&) override {}

  std::mutex gate;  ///< held by a test: the disk is slow
  std::int64_t failAt = -1;
  std::vector<std::int64_t> order;
  std::vector<float> firstScores;
};

ScoredBlock blockAt(std::int64_t first) {
  return {{false, 0, 2, first, 2}, {static_cast<float>(first), 0, 0, 0}};
}

}  // namespace

class TestBlockWriter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void writesInOrder();
  void waitsForASlowDisk();
  void handsAFailureToThePusher();
  void destructionWritesWhatWaits();
};

void TestBlockWriter::writesInOrder() {
  RecordingFile file;
  std::vector<std::int64_t> told;
  BlockWriter writer(file,
                     [&](const ScoredBlock& block) { told.push_back(block.place.firstColumn); });
  for (std::int64_t first = 0; first < 20; first += 2)
    writer.push(blockAt(first));
  writer.drain();
  QCOMPARE(file.order.size(), std::size_t(10));
  QVERIFY(file.order == told);
  QVERIFY(std::is_sorted(file.order.begin(), file.order.end()));
  QCOMPARE(file.firstScores.back(), 18.0F);
  QCOMPARE(writer.recycled().size(), std::size_t(4));
  QVERIFY(writer.recycled().empty());
}

void TestBlockWriter::waitsForASlowDisk() {
  RecordingFile file;
  std::atomic<int> pushed{0};
  file.gate.lock();
  BlockWriter writer(file, {});
  std::thread pusher([&] {
    for (std::int64_t first = 0; first < 10; first += 2) {
      writer.push(blockAt(first));
      ++pushed;
    }
  });
  QTest::qWait(50);
  QVERIFY(pushed <= 3);  // one at the disk, two waiting
  file.gate.unlock();
  pusher.join();
  writer.drain();
  QCOMPARE(file.order.size(), std::size_t(5));
}

void TestBlockWriter::handsAFailureToThePusher() {
  RecordingFile file;
  file.failAt = 2;
  BlockWriter writer(file, {});
  const auto pushMany = [&] {
    for (std::int64_t first = 0; first < 20; first += 2)
      writer.push(blockAt(first));
    writer.drain();
  };
  QVERIFY_EXCEPTION_THROWN(pushMany(), IoError);
  QCOMPARE(file.order.size(), std::size_t(1));
}

void TestBlockWriter::destructionWritesWhatWaits() {
  RecordingFile file;
  {
    BlockWriter writer(file, {});
    writer.push(blockAt(0));
    writer.push(blockAt(2));
  }
  QCOMPARE(file.order.size(), std::size_t(2));
}

QTEST_GUILESS_MAIN(TestBlockWriter)
#include "tst_block_writer.moc"
