// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/heatmap/SyntheticSources.hpp"
#include "ui/heatmap/tiles/TileCache.hpp"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QtTest>

#include <semaphore>
#include <stdexcept>

namespace {
const ColourScale kScale(QStringLiteral("viridis"), 0.0, 1.0);

QRgb colour(float score) {
  return kScale.colourOf(static_cast<double>(score)).rgb();
}

// A read that waits to be let through, so that tests decide what happens meanwhile.
class Gate {
 public:
  void attach(FormulaSource& source) {
    source.onRead = [this](qint64, qint64) {
      entered_.release();
      open_.acquire();
    };
  }
  bool waitForRead() { return entered_.try_acquire_for(std::chrono::seconds(10)); }
  bool hasRead() { return entered_.try_acquire(); }
  void let(int reads) { open_.release(reads); }

 private:
  std::counting_semaphore<> entered_{0};
  std::counting_semaphore<> open_{0};
};

TileScores readWhole(const HeatmapSource& source, const TileKey& key, TileQuality quality) {
  TileScores scores;
  readTile(source, key, {0, kTileTexels}, quality, {}, scores);
  return scores;
}
}  // namespace

class TestTileCache : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tilesAreTheBestOfTheirCells_data() {
    QTest::addColumn<int>("level");
    QTest::addColumn<qint64>("tile");
    for (const int level : {0, 1, 2}) {
      QTest::addRow("level %d, first", level) << level << qint64{0};
      QTest::addRow("level %d, at the border", level) << level << qint64{2100 >> (level + 9)};
    }
  }
  void tilesAreTheBestOfTheirCells() {
    QFETCH(int, level);
    QFETCH(qint64, tile);
    const auto score = [](qint64 r, qint64 c) {
      return (r * 7 + c) % 5 == 0 ? kNoScore : noise(r, c);
    };
    const FormulaSource source(2101, 2207, score);
    const TileScores scores = readWhole(source, {level, tile, tile}, TileQuality::Final);
    const qint64 step = qint64{1} << level;
    for (const int y : {0, 1, scores.height / 2, scores.height - 1}) {
      for (int x = 0; x < scores.width; ++x) {
        float best = kNoScore;
        for (qint64 r = (tile * kTileTexels + y) * step;
             r < std::min<qint64>(2101, (tile * kTileTexels + y + 1) * step); ++r) {
          for (qint64 c = (tile * kTileTexels + x) * step;
               c < std::min<qint64>(2207, (tile * kTileTexels + x + 1) * step); ++c) {
            if (!std::isnan(score(r, c))) best = std::fmax(best, score(r, c));
          }
        }
        const float got = scores.best[static_cast<std::size_t>(y * scores.width + x)];
        if (std::isnan(best)) {
          QVERIFY(std::isnan(got));
        } else {
          QCOMPARE(got, best);
        }
      }
    }
    QCOMPARE(source.outside.load(), qint64{0});
  }

  void coarseTilesReadAShareOfTheRows() {
    const FormulaSource source(
        20000, 20000, [](qint64 r, qint64 c) { return (r / 64 + c / 64) % 2 ? 1.0F : 0.0F; });
    const TileScores preview = readWhole(source, {5, 0, 0}, TileQuality::Preview);
    QCOMPARE(source.reads.load(), qint64{512});
    source.reads = 0;
    const TileScores scores = readWhole(source, {5, 0, 0}, TileQuality::Final);
    QCOMPARE(source.reads.load(), qint64{4 * 512});
    // Blocks of 64 are two texels: both qualities must find them.
    for (int y = 0; y < 512; y += 37) {
      for (int x = 0; x < 512; ++x) {
        const auto i = static_cast<std::size_t>(y * 512 + x);
        QCOMPARE(scores.best[i], (y / 2 + x / 2) % 2 ? 1.0F : 0.0F);
        QCOMPARE(preview.best[i], scores.best[i]);
      }
    }
    // The lower right corner: 20,000 is not a multiple of a tile.
    readWhole(source, {5, 1, 1}, TileQuality::Final);
    readWhole(source, {6, 0, 0}, TileQuality::Final);
    QCOMPARE(source.outside.load(), qint64{0});
  }

  // One good score among thousands is what people look for.
  void aTexelIsTheBestOfItsScores() {
    constexpr float kNotKept = -std::numeric_limits<float>::infinity();
    const FormulaSource source(64, 64, [](qint64 r, qint64 c) {
      if (r / 16 == 0 && c / 16 == 0) return r == 6 && c == 9 ? 0.9F : -0.7F;
      if (r / 16 == 0) return c % 2 ? kNoScore : -0.7F;
      if (r / 16 == 1) return c % 2 ? kNotKept : -0.7F;
      return c % 2 ? kNotKept : kNoScore;
    });
    const TileScores scores = readWhole(source, {4, 0, 0}, TileQuality::Final);
    QCOMPARE(scores.best[0], 0.9F);  // rows 2, 6, 10 and 14 are looked at
    QCOMPARE(scores.best[1], -0.7F);
    QCOMPARE(scores.best[4], -0.7F);
    QCOMPARE(scores.best[8], kNotKept);
  }

  void onlyTheGivenColumnsAreReadAgain() {
    float value = 0.25F;
    const FormulaSource source(700, 700, [&value](qint64, qint64) { return value; });
    TileScores scores = readWhole(source, {0, 0, 0}, TileQuality::Final);
    value = 0.75F;
    source.scoresRead = 0;
    QVERIFY(readTile(source, {0, 0, 0}, {10, 13}, TileQuality::Final, {}, scores));
    QCOMPARE(source.scoresRead.load(), qint64{3 * 512});
    QCOMPARE(scores.best[9], 0.25F);
    QCOMPARE(scores.best[10], 0.75F);
    QCOMPARE(scores.best[12], 0.75F);
    QCOMPARE(scores.best[13], 0.25F);
  }

  void notThereIsTransparent() {
    TileScores scores{2, 1, {kNoScore, 0.0F}};
    const QImage image = colourTile(scores, kScale);
    QCOMPARE(qAlpha(image.pixel(0, 0)), 0);
    QCOMPARE(image.pixel(1, 0), colour(0.0F));
  }

  void wantedTilesArrive() {
    auto source = std::make_shared<FormulaSource>(1198, 1198, noise);
    TileCache cache(kScale);
    cache.setSource(source);
    QVector<TileKey> keys;
    for (qint64 r = 0; r < 3; ++r) {
      for (qint64 c = 0; c < 3; ++c)
        keys << TileKey{0, r, c};
    }
    cache.want(keys);
    QVERIFY(!cache.isSettled());
    QTRY_VERIFY(cache.isSettled());
    QCOMPARE(source->reads.load(), qint64{9});  // each once
    QCOMPARE(cache.image({0, 2, 1})->size(), QSize(512, 1198 - 1024));
    QCOMPARE(cache.image({0, 2, 1})->pixel(5, 100), colour(noise(1124, 517)));
    QCOMPARE(*cache.score(1124, 517), noise(1124, 517));
    cache.want(keys);  // again: nothing to do
    QVERIFY(cache.isSettled());
    QCOMPARE(source->reads.load(), qint64{9});
  }

  void aPreviewComesBeforeTheFinalPicture() {
    auto source = std::make_shared<FormulaSource>(20000, 20000, noise);
    TileCache cache(kScale);
    cache.setSource(source);
    QVector<qint64> readsAtChange;
    connect(&cache, &TileCache::tilesChanged, this, [&] { readsAtChange << source->reads.load(); });
    cache.want({{5, 0, 0}});
    QTRY_VERIFY_WITH_TIMEOUT(cache.isSettled(), 60000);
    QCOMPARE(readsAtChange.size(), 2);
    QVERIFY(readsAtChange[0] < readsAtChange[1]);
    QCOMPARE(readsAtChange[1], qint64{512 + 4 * 512});
  }

  void staleResultsAreDropped() {
    Gate gate;
    auto slow = std::make_shared<FormulaSource>(400, 400, [](qint64, qint64) { return 0.1F; });
    gate.attach(*slow);
    auto next = std::make_shared<FormulaSource>(400, 400, [](qint64, qint64) { return 0.9F; });
    TileCache cache(kScale);
    cache.setSource(slow);
    cache.want({{0, 0, 0}});
    QVERIFY(gate.waitForRead());
    cache.setSource(next);
    cache.want({{0, 0, 0}});
    QTRY_VERIFY(cache.isSettled());
    gate.let(1);
    QTRY_COMPARE(slow->finished.load(), qint64{1});
    QTest::qWait(20);  // the old result is delivered, and must change nothing
    QCOMPARE(cache.image({0, 0, 0})->pixel(0, 0), colour(0.9F));
    // Held by nobody any more.
    const std::weak_ptr<FormulaSource> gone = slow;
    slow.reset();
    QTRY_VERIFY(gone.expired());
  }

  void changedWhileBeingReadIsReadAgain() {
    Gate gate;
    std::atomic<float> value = 0.2F;
    auto source = std::make_shared<FormulaSource>(
        400, 400, [&value](qint64, qint64) { return value.load(); });
    gate.attach(*source);
    TileCache cache(kScale);
    cache.setSource(source);
    cache.want({{0, 0, 0}});
    QVERIFY(gate.waitForRead());
    cache.columnsChanged(0, 400);
    gate.let(100);
    value = 0.8F;
    QTRY_VERIFY(cache.isSettled());
    QVERIFY(source->reads >= 2);
    QCOMPARE(cache.image({0, 0, 0})->pixel(399, 399), colour(0.8F));
  }

  void changedColumnsKeepTheOldPictureUntilTheNewOneIsThere() {
    Gate gate;
    std::atomic<float> value = 0.2F;
    auto source = std::make_shared<FormulaSource>(
        400, 400, [&value](qint64, qint64) { return value.load(); });
    TileCache cache(kScale);
    cache.setSource(source);
    cache.want({{0, 0, 0}});
    QTRY_VERIFY(cache.isSettled());
    gate.attach(*source);
    source->scoresRead = 0;
    value = 0.8F;
    cache.columnsChanged(100, 50);
    QVERIFY(!cache.isSettled());
    QVERIFY(gate.waitForRead());
    QVERIFY(cache.image({0, 0, 0}));
    QCOMPARE(cache.image({0, 0, 0})->pixel(120, 7), colour(0.2F));
    QVERIFY(!cache.score(7, 120));  // out of date
    QVERIFY(cache.score(7, 99));
    gate.let(1);
    QTRY_VERIFY(cache.isSettled());
    QCOMPARE(source->scoresRead.load(), qint64{50 * 400});
    QCOMPARE(cache.image({0, 0, 0})->pixel(120, 7), colour(0.8F));
    QCOMPARE(cache.image({0, 0, 0})->pixel(99, 7), colour(0.2F));
    QCOMPARE(cache.image({0, 0, 0})->pixel(150, 7), colour(0.2F));
  }

  void newColoursNeedNoRead() {
    auto source = std::make_shared<FormulaSource>(600, 600, noise);
    TileCache cache(kScale);
    cache.setSource(source);
    cache.want({{0, 0, 0}, {0, 0, 1}});
    QTRY_VERIFY(cache.isSettled());
    const qint64 reads = source->reads;
    const ColourScale magma("magma", 0.0, 2.0);
    cache.setColourScale(magma);
    QVERIFY(!cache.isSettled());
    QTRY_VERIFY(cache.isSettled());
    QCOMPARE(source->reads.load(), reads);
    QCOMPARE(cache.image({0, 0, 1})->pixel(3, 3),
             magma.colourOf(static_cast<double>(noise(3, 515))).rgb());
  }

  // New colours while a read is under way: whichever comes last, the new scores must win.
  void newColoursDuringARead() {
    Gate gate;
    std::atomic<float> value = 0.2F;
    auto source = std::make_shared<FormulaSource>(
        400, 400, [&value](qint64, qint64) { return value.load(); });
    TileCache cache(kScale);
    cache.setSource(source);
    cache.want({{0, 0, 0}});
    QTRY_VERIFY(cache.isSettled());
    gate.attach(*source);
    value = 0.8F;
    cache.columnsChanged(0, 400);
    QVERIFY(gate.waitForRead());
    const ColourScale magma("magma", 0.0, 2.0);
    cache.setColourScale(magma);
    gate.let(100);
    QTRY_VERIFY(cache.isSettled());
    QCOMPARE(cache.image({0, 0, 0})->pixel(9, 9), magma.colourOf(0.8F).rgb());
  }

  void workThatIsNotWantedAnyMoreIsDropped() {
    auto source = std::make_shared<FormulaSource>(100000, 100000, noise);
    source->delay_ms = 1;
    TileCache cache(kScale);
    cache.setSource(source);
    QVector<TileKey> many;
    for (qint64 r = 0; r < 3; ++r)
      many << TileKey{6, r, 0} << TileKey{6, r, 1};
    cache.want(many);
    QTRY_VERIFY(source->reads > 3);
    cache.want({{0, 7, 7}});
    QTRY_VERIFY_WITH_TIMEOUT(cache.isSettled(), 3000);  // not after thousands of slow reads
    QVERIFY(source->reads < 1500);
    const qint64 reads = source->reads;
    QTest::qWait(50);
    QCOMPARE(source->reads.load(), reads);
  }

  void theDestructorStopsAndWaits() {
    auto source = std::make_shared<FormulaSource>(100000, 100000, noise);
    source->delay_ms = 20;
    {
      TileCache cache(kScale);
      cache.setSource(source);
      cache.want({{6, 0, 0}, {6, 0, 1}, {6, 1, 0}});
      QTRY_VERIFY(source->reads >= 1);
    }
    // Nothing runs any more, and what had begun came to its end.
    QCOMPARE(source->finished.load(), source->reads.load());
    QVERIFY(source->reads < 40);
    QCOMPARE(source.use_count(), 1L);
  }

  void aSlowSourceDoesNotHoldUpTheCaller() {
    Gate gate;
    auto source = std::make_shared<FormulaSource>(5000, 5000, noise);
    gate.attach(*source);
    TileCache cache(kScale);
    cache.setSource(source);
    // With no read let through, every call must still return.
    cache.want({{0, 0, 0}, {0, 0, 1}, {0, 1, 0}, {0, 1, 1}});
    QVERIFY(gate.waitForRead());
    cache.columnsChanged(0, 5000);
    cache.setColourScale(ColourScale("grey", 0.0, 1.0));
    cache.want({{0, 3, 3}});
    cache.probe(3, 3);
    QVERIFY(!cache.isSettled());
    cache.setSource(nullptr);
    QVERIFY(cache.isSettled());
    gate.let(1000);
  }

  void aFailingReadIsReportedAndNotRepeated() {
    auto source = std::make_shared<FormulaSource>(
        400, 400, [](qint64, qint64) -> float { throw std::runtime_error("The file is gone."); });
    TileCache cache(kScale);
    QSignalSpy failed(&cache, &TileCache::readFailed);
    cache.setSource(source);
    cache.want({{0, 0, 0}});
    QTRY_VERIFY(cache.isSettled());
    QCOMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), QString("The file is gone."));
    QCOMPARE(source->reads.load(), qint64{1});
    QVERIFY(!cache.isCurrent({0, 0, 0}));  // a picture must not take it for read
    cache.setColourScale(ColourScale("grey", 0.0, 1.0));
    QVERIFY(cache.isSettled());
    cache.columnsChanged(0, 1);  // a new reason to try
    QTRY_COMPARE(source->reads.load(), qint64{2});
    QTRY_COMPARE(failed.count(), 2);
  }

  /// What is shown of a tile whose columns cannot be read again is out of date; new colours it
  /// takes.
  void whatWasReadBeforeAFailureIsNotCurrent() {
    std::atomic<bool> broken = false;
    auto source = std::make_shared<FormulaSource>(40, 40, [&broken](qint64 row, qint64 column) {
      if (broken) throw std::runtime_error("The file is gone.");
      return noise(row, column);
    });
    TileCache cache(kScale);
    QSignalSpy failed(&cache, &TileCache::readFailed);
    cache.setSource(source);
    const TileKey key{0, 0, 0};
    cache.want({key});
    QTRY_VERIFY(cache.isCurrent(key));
    broken = true;
    cache.columnsChanged(0, 40);
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(cache.isSettled());
    QVERIFY(!cache.isCurrent(key));
    const QImage before = *cache.image(key);
    cache.setColourScale(ColourScale("grey", 0.0, 1.0));
    QVERIFY(!cache.isSettled());
    QTRY_VERIFY(cache.isSettled());
    QVERIFY(*cache.image(key) != before);
    QCOMPARE(failed.count(), 1);
  }

  void memoryIsBounded() {
    auto source =
        std::make_shared<FormulaSource>(100000, 100000, [](qint64, qint64) { return 0.5F; });
    TileCache cache(kScale);
    cache.setSource(source);
    for (qint64 i = 0; i < 10; ++i) {
      QVector<TileKey> keys;
      for (qint64 c = 0; c < 16; ++c)
        keys << TileKey{0, i, c};
      cache.want(keys);
      QTRY_VERIFY_WITH_TIMEOUT(cache.isSettled(), 20000);
      const qint64 tile = qint64{512} * 512 * 8;
      QVERIFY(cache.bytes() <= TileCache::kMostBytes + 16 * tile);
    }
    QVERIFY(cache.image({0, 9, 0}));
    QVERIFY(!cache.image({0, 0, 0}));  // the oldest went first
  }

  void probeReadsOneScore() {
    auto source = std::make_shared<FormulaSource>(20000, 20000, noise);
    TileCache cache(kScale);
    QSignalSpy read(&cache, &TileCache::scoreRead);
    cache.setSource(source);
    cache.probe(17, 19999);
    QTRY_COMPARE(read.count(), 1);
    QCOMPARE(read.first().at(0).toLongLong(), qint64{17});
    QCOMPARE(read.first().at(2).toFloat(), noise(17, 19999));
    QCOMPARE(source->scoresRead.load(), qint64{1});
  }

  void aProbeThatFailsIsReported() {
    auto source = std::make_shared<FormulaSource>(
        400, 400, [](qint64, qint64) -> float { throw std::runtime_error("The file is gone."); });
    TileCache cache(kScale);
    QSignalSpy read(&cache, &TileCache::scoreRead);
    QSignalSpy notRead(&cache, &TileCache::scoreNotRead);
    QSignalSpy failed(&cache, &TileCache::readFailed);
    cache.setSource(source);
    cache.probe(17, 399);
    QTRY_COMPARE(failed.count(), 1);
    QCOMPARE(failed.first().first().toString(), QString("The file is gone."));
    QCOMPARE(notRead.count(), 1);
    QCOMPARE(notRead.first().at(1).toLongLong(), qint64{399});
    QCOMPARE(read.count(), 0);
  }
};

QTEST_GUILESS_MAIN(TestTileCache)
#include "tst_tile_cache.moc"
