// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/tiles/TileCache.hpp"

#include <QMetaObject>
#include <QSize>

#include <algorithm>

TileCache::TileCache(const ColourScale& scale, QObject* parent) : QObject(parent), scale_(scale) {
  // Results travel as queued calls: Qt drops them if the cache is gone by then.
  const int threads = std::clamp(static_cast<int>(std::thread::hardware_concurrency()) - 1, 2, 4);
  workers_ = std::make_unique<TileWorkers>(
      threads,
      [this](TileResult result) {
        QMetaObject::invokeMethod(
            this,
            [this, r = std::make_shared<TileResult>(std::move(result))] { takeIn(std::move(*r)); },
            Qt::QueuedConnection);
      },
      [this](const ProbeJob& job) {
        QMetaObject::invokeMethod(
            this, [this, job] { takeIn(job); }, Qt::QueuedConnection);
      });
}

TileCache::~TileCache() {
  workers_.reset();
}

void TileCache::setSource(std::shared_ptr<const HeatmapSource> source) {
  source_ = std::move(source);
  ++epoch_;
  entries_.clear();
  wanted_.clear();
  workers_->schedule({});
}

void TileCache::setColourScale(const ColourScale& scale) {
  scale_ = scale;
  ++scaleVersion_;
  schedule();
}

void TileCache::columnsChanged(qint64 first, qint64 count) {
  if (!source_ || count <= 0) return;
  ++change_;
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    const qint64 tileFirst = it.key().column * kTileTexels;
    const auto texel = [&](qint64 column) {
      return static_cast<int>(
          std::clamp<qint64>((column >> it.key().level) - tileFirst, -1, kTileTexels));
    };
    const int width = tileSize(*source_, it.key()).width();
    const TexelRange changed{std::max(0, texel(first)),
                             std::min(width, texel(first + count - 1) + 1)};
    if (changed.isEmpty()) continue;
    Entry& entry = it.value();
    entry.dirty = entry.dirty.isEmpty() ? changed
                                        : TexelRange{std::min(entry.dirty.first, changed.first),
                                                     std::max(entry.dirty.end, changed.end)};
    entry.change = change_;
    entry.failed = false;
  }
  schedule();
}

void TileCache::want(const QVector<TileKey>& keys) {
  wanted_ = keys;
  ++wantCount_;
  for (const TileKey& key : keys)
    entries_[key].lastWanted = wantCount_;
  evict();
  schedule();
}

const QImage* TileCache::image(const TileKey& key) const {
  const auto it = entries_.constFind(key);
  return it == entries_.constEnd() || it->image.isNull() ? nullptr : &it->image;
}

bool TileCache::isCurrent(const TileKey& key) const {
  const auto it = entries_.constFind(key);
  return it != entries_.constEnd() && isCurrent(*it);
}

std::optional<float> TileCache::score(qint64 row, qint64 column) const {
  const auto it = entries_.constFind(TileKey{0, row / kTileTexels, column / kTileTexels});
  if (it == entries_.constEnd() || !it->scores) return std::nullopt;
  const int x = static_cast<int>(column % kTileTexels);
  if (x >= it->dirty.first && x < it->dirty.end) return std::nullopt;
  const auto index = (row % kTileTexels) * it->scores->width + x;
  return it->scores->best[static_cast<std::size_t>(index)];
}

void TileCache::probe(qint64 row, qint64 column) {
  if (source_) workers_->probe({source_, row, column, 0.0F, {}});
}

bool TileCache::isCurrent(const Entry& entry) const {
  return !entry.failed && entry.scores && entry.quality == TileQuality::Final &&
         entry.dirty.isEmpty() && entry.scaleVersion == scaleVersion_;
}

bool TileCache::isSettled() const {
  return std::all_of(wanted_.begin(), wanted_.end(),
                     [this](const TileKey& key) { return !jobFor(key, entries_.value(key)); });
}

qint64 TileCache::bytes() const {
  qint64 sum = 0;
  for (const Entry& entry : entries_) {
    sum += entry.image.sizeInBytes();
    if (entry.scores) sum += static_cast<qint64>(entry.scores->best.size() * sizeof(float));
  }
  return sum;
}

std::optional<TileJob> TileCache::jobFor(const TileKey& key, const Entry& entry) const {
  if (isCurrent(entry)) return std::nullopt;
  TileJob job;
  job.key = key;
  job.epoch = epoch_;
  job.change = entry.change;
  job.scaleVersion = scaleVersion_;
  job.source = source_;
  job.scale = scale_;
  job.scores = entry.scores;
  const bool onlyColours = entry.scores && entry.scaleVersion != scaleVersion_;
  if (entry.failed && !onlyColours) return std::nullopt;
  if (onlyColours) {
    job.quality = entry.quality;
  } else if (entry.scores && entry.quality == TileQuality::Final) {
    job.columns = entry.dirty;
  } else {
    job.columns = {0, kTileTexels};
    const bool preview = !entry.scores && key.level >= kPreviewFromLevel;
    job.quality = preview ? TileQuality::Preview : TileQuality::Final;
  }
  return job;
}

// What is quick and fills the picture comes first: new colours and previews, then final quality.
void TileCache::schedule() {
  std::vector<TileJob> quick;
  std::vector<TileJob> slow;
  for (const TileKey& key : wanted_) {
    if (auto job = jobFor(key, entries_[key])) {
      const bool isQuick = job->columns.isEmpty() || job->quality == TileQuality::Preview;
      (isQuick ? quick : slow).push_back(std::move(*job));
    }
  }
  quick.insert(quick.end(), std::make_move_iterator(slow.begin()),
               std::make_move_iterator(slow.end()));
  workers_->schedule(std::move(quick));
}

void TileCache::takeIn(TileResult result) {
  workers_->acknowledge(result.ticket);
  const TileJob& job = result.job;
  const auto it = entries_.find(job.key);
  // Of two jobs that began with the same scores (one was asked to stop, too late), the first one
  // counts.
  const bool isStale = job.epoch != epoch_ || it == entries_.end() || it->scores != job.scores;
  if (isStale || result.stopped) {
    schedule();
    return;
  }
  Entry& entry = it.value();
  if (!result.error.isEmpty()) {
    entry.failed = entry.change == job.change;
    Q_EMIT readFailed(result.error);
  } else {
    if (!job.columns.isEmpty()) {
      entry.quality = job.quality;
      // Columns that changed meanwhile stay marked: this picture may hold some of both.
      if (entry.change == job.change) entry.dirty = {};
    }
    entry.scores = std::move(result.scores);
    entry.image = std::move(result.image);
    entry.scaleVersion = job.scaleVersion;
  }
  schedule();
  Q_EMIT tilesChanged();
}

void TileCache::takeIn(const ProbeJob& probe) {
  if (probe.source != source_) return;
  if (probe.error.isEmpty()) {
    Q_EMIT scoreRead(probe.row, probe.column, probe.score);
  } else {
    Q_EMIT scoreNotRead(probe.row, probe.column);
    Q_EMIT readFailed(probe.error);
  }
}

void TileCache::evict() {
  qint64 total = bytes();
  if (total <= kMostBytes) return;
  QVector<TileKey> old;
  for (auto it = entries_.cbegin(); it != entries_.cend(); ++it) {
    if (it->lastWanted != wantCount_) old.append(it.key());
  }
  std::sort(old.begin(), old.end(), [this](const TileKey& a, const TileKey& b) {
    return entries_[a].lastWanted < entries_[b].lastWanted;
  });
  for (const TileKey& key : old) {
    if (total <= kMostBytes) break;
    const Entry entry = entries_.take(key);
    total -= entry.image.sizeInBytes();
    if (entry.scores) total -= static_cast<qint64>(entry.scores->best.size() * sizeof(float));
  }
}
