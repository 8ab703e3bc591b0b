// SPDX-License-Identifier: BSD-3-Clause
#include "ui/heatmap/tiles/TileWorkers.hpp"

#include <algorithm>
#include <exception>

TileWorkers::TileWorkers(int threads, TileDone tileDone, ProbeDone probeDone)
    : tileDone_(std::move(tileDone)), probeDone_(std::move(probeDone)) {
  for (int i = 0; i < std::max(1, threads); ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
  }
}

TileWorkers::~TileWorkers() {
  {
    const std::lock_guard lock(mutex_);
    pending_.clear();
    pendingProbe_.reset();
    for (Running& running : running_)
      running.stop.request_stop();
  }
  for (std::jthread& thread : threads_)
    thread.request_stop();
  threads_.clear();
}

void TileWorkers::schedule(std::vector<TileJob> jobs) {
  {
    const std::lock_guard lock(mutex_);
    for (Running& running : running_) {
      const auto same = std::find_if(jobs.begin(), jobs.end(), [&running](const TileJob& job) {
        return job.isSameAs(running.job);
      });
      if (same == jobs.end()) {
        running.stop.request_stop();
      } else if (!running.stop.stop_requested()) {
        jobs.erase(same);
      }
    }
    pending_.assign(std::make_move_iterator(jobs.begin()), std::make_move_iterator(jobs.end()));
  }
  wake_.notify_all();
}

void TileWorkers::probe(ProbeJob job) {
  {
    const std::lock_guard lock(mutex_);
    pendingProbe_ = std::move(job);
  }
  wake_.notify_one();
}

void TileWorkers::acknowledge(quint64 ticket) {
  const std::lock_guard lock(mutex_);
  std::erase_if(running_, [ticket](const Running& running) { return running.ticket == ticket; });
}

void TileWorkers::work(const std::stop_token& stop) {
  for (;;) {
    std::optional<ProbeJob> probe;
    Running running;
    {
      std::unique_lock lock(mutex_);
      if (!wake_.wait(lock, stop, [this] { return pendingProbe_ || !pending_.empty(); })) return;
      if (stop.stop_requested()) return;
      if (pendingProbe_) {
        probe = std::exchange(pendingProbe_, std::nullopt);
      } else {
        running = {++lastTicket_, std::move(pending_.front()), std::stop_source()};
        pending_.pop_front();
        running_.push_back(running);
      }
    }
    if (probe) {
      try {
        probe->source->read(probe->row, 1, probe->column, 1, &probe->score);
      } catch (const std::exception& error) {
        probe->error = QString::fromUtf8(error.what());
      }
      probeDone_(std::move(*probe));
    } else {
      TileResult result = run(running.job, running.stop.get_token());
      result.ticket = running.ticket;
      tileDone_(std::move(result));
    }
  }
}

TileResult TileWorkers::run(const TileJob& job, const std::stop_token& stop) {
  TileResult result;
  result.job = job;
  result.scores = job.scores;
  if (!job.columns.isEmpty()) {
    auto scores =
        job.scores ? std::make_shared<TileScores>(*job.scores) : std::make_shared<TileScores>();
    try {
      result.stopped = !readTile(*job.source, job.key, job.columns, job.quality, stop, *scores);
      if (!result.stopped) result.scores = std::move(scores);
    } catch (const std::exception& error) {
      result.error = QString::fromUtf8(error.what());
    }
  }
  if (!result.stopped && result.scores) result.image = colourTile(*result.scores, *job.scale);
  return result;
}
