// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/heatmap/ColourScale.hpp"
#include "ui/heatmap/tiles/TileReader.hpp"

#include <QImage>
#include <QString>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

/// What a worker is to do: read some texel columns of a tile (none: only colour it) and colour it.
struct TileJob {
  TileKey key;
  TexelRange columns;
  TileQuality quality = TileQuality::Final;
  quint64 epoch = 0;         ///< which source was set
  quint64 change = 0;        ///< of the matrix, as far as it was known
  quint64 scaleVersion = 0;  ///< which colour scale
  std::shared_ptr<const HeatmapSource> source;
  std::shared_ptr<const TileScores> scores;  ///< what was read before; null: nothing
  std::optional<ColourScale> scale;

  /// The same work: no need to start it again.
  bool isSameAs(const TileJob& other) const {
    return key == other.key && columns == other.columns && quality == other.quality &&
           epoch == other.epoch && change == other.change && scaleVersion == other.scaleVersion &&
           scores == other.scores;
  }
};

struct TileResult {
  TileJob job;
  quint64 ticket = 0;
  bool stopped = false;
  QString error;  ///< of a read that failed; the scores are then the old ones
  std::shared_ptr<const TileScores> scores;
  QImage image;  ///< ARGB32, premultiplied; a texel that is not there is transparent
};

/// One score for the tool tip, read ahead of all tiles.
struct ProbeJob {
  std::shared_ptr<const HeatmapSource> source;
  qint64 row = -1;
  qint64 column = -1;
  float score = 0.0F;  ///< result
  QString error;       ///< of a read that failed; there is no score then
};

/// Background threads with a list of jobs that can be replaced at any time. schedule() and the
/// others are for one thread (the UI's); the callbacks run on the workers. The destructor stops and
/// waits.
class TileWorkers {
 public:
  using TileDone = std::function<void(TileResult)>;
  using ProbeDone = std::function<void(ProbeJob)>;
  TileWorkers(int threads, TileDone tileDone, ProbeDone probeDone);
  ~TileWorkers();

  /// Replaces everything that has not begun. Jobs under way that are not in the list are asked to
  /// stop; those that are go on and are not begun a second time.
  void schedule(std::vector<TileJob> jobs);
  void probe(ProbeJob job);  ///< replaces a probe that has not begun
  /// A result was taken in: until then its job counts as under way.
  void acknowledge(quint64 ticket);

 private:
  struct Running {
    quint64 ticket;
    TileJob job;
    std::stop_source stop;
  };
  void work(const std::stop_token& stop);
  static TileResult run(const TileJob& job, const std::stop_token& stop);

  TileDone tileDone_;
  ProbeDone probeDone_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<TileJob> pending_;
  std::optional<ProbeJob> pendingProbe_;
  std::vector<Running> running_;
  quint64 lastTicket_ = 0;
  std::vector<std::jthread> threads_;  // last: joined before the rest goes
};
