// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/tiles/TileWorkers.hpp"

#include <QHash>
#include <QObject>
#include <QVector>

#include <memory>
#include <optional>

/// The coloured tiles of one matrix: read and coloured on background threads, kept while there is
/// memory for them. A tile that is out of date (its columns or the colours changed) is shown until
/// its successor is there. All members are for the UI thread and none waits for a read, but the
/// destructor: it stops the reads and waits for the last.
class TileCache : public QObject {
  Q_OBJECT
 public:
  explicit TileCache(const ColourScale& scale, QObject* parent = nullptr);
  ~TileCache() override;

  void setSource(std::shared_ptr<const HeatmapSource> source);  ///< forgets everything
  void setColourScale(const ColourScale& scale);                ///< colours again, reads nothing
  void columnsChanged(qint64 first, qint64 count);

  /// The tiles that are to be shown, the most urgent first. Work on others is dropped.
  void want(const QVector<TileKey>& keys);
  /// The best picture there is, maybe a preview or out of date; null: none.
  const QImage* image(const TileKey& key) const;
  bool isCurrent(const TileKey& key) const;  ///< image() is final and up to date
  /// A score that is in memory and up to date.
  std::optional<float> score(qint64 row, qint64 column) const;
  void probe(qint64 row, qint64 column);  ///< reads one score; the newest call counts

  /// Every wanted tile is there, in final quality and up to date, or could not be read.
  bool isSettled() const;

  static constexpr qint64 kMostBytes = qint64{256} << 20;
  qint64 bytes() const;

 Q_SIGNALS:
  void tilesChanged();
  void scoreRead(qint64 row, qint64 column, float score);
  void scoreNotRead(qint64 row, qint64 column);  ///< that probe has failed
  void readFailed(const QString& reason);        ///< of a tile or a probe

 private:
  struct Entry {
    std::shared_ptr<const TileScores> scores;
    QImage image;
    TileQuality quality = TileQuality::Preview;
    TexelRange dirty;          // texel columns to be read again
    quint64 change = 0;        // when they became so
    quint64 scaleVersion = 0;  // the image's
    quint64 lastWanted = 0;
    bool failed = false;  // what is here is not all: it is not tried again until it changes
  };
  bool isCurrent(const Entry& entry) const;
  std::optional<TileJob> jobFor(const TileKey& key, const Entry& entry) const;
  void schedule();
  void takeIn(TileResult result);
  void takeIn(const ProbeJob& probe);
  void evict();

  ColourScale scale_;
  quint64 scaleVersion_ = 1;
  quint64 epoch_ = 0;
  quint64 change_ = 0;
  quint64 wantCount_ = 0;
  std::shared_ptr<const HeatmapSource> source_;
  QHash<TileKey, Entry> entries_;
  QVector<TileKey> wanted_;
  std::unique_ptr<TileWorkers> workers_;  // last: joined before the rest goes
};
