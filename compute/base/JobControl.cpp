// SPDX-License-Identifier: BSD-3-Clause
#include "compute/base/JobControl.hpp"

#include "compute/base/Error.hpp"

#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <optional>

namespace nblast {

namespace {

struct PhaseWords {
  const char *name, *one, *many;
};

PhaseWords wordsOf(Phase phase) {
  switch (phase) {
    case Phase::Load:
      return {"load", "file", "files"};
    case Phase::Tangents:
      return {"tangents", "neuron", "neurons"};
    case Phase::Prepare:
      return {"prepare", "step", "steps"};
    case Phase::Score:
      return {"score", "pair", "pairs"};
    case Phase::Reverse:
      return {"reverse", "pair", "pairs"};
    case Phase::Write:
      return {"write", "step", "steps"};
    case Phase::Check:
      return {"check", "block", "blocks"};
    case Phase::Export:
      return {"export", "row", "rows"};
    case Phase::Grow:
      return {"grow", "neuron", "neurons"};
  }
  return {"", "", ""};
}

}  // namespace

const char* phaseName(Phase phase) {
  return wordsOf(phase).name;
}

const char* phaseItem(Phase phase, bool one) {
  const auto words = wordsOf(phase);
  return one ? words.one : words.many;
}

void JobControl::cancel() {
  const std::lock_guard lock(mutex_);
  cancelled_ = true;
  wake_.notify_all();
}

void JobControl::pause() {
  const std::lock_guard lock(mutex_);
  paused_ = true;
}

void JobControl::resume() {
  const std::lock_guard lock(mutex_);
  paused_ = false;
  wake_.notify_all();
}

void JobControl::begin(Phase phase, std::uint64_t items, std::uint64_t stepsPerItem) {
  const std::lock_guard lock(mutex_);
  auto& count = phases_.emplace_back();
  count.phase = phase;
  count.stepsPerItem = stepsPerItem;
  count.total.store(items * stepsPerItem, std::memory_order_relaxed);
  current_.store(&count, std::memory_order_release);
}

void JobControl::grow(std::uint64_t items) {
  auto* count = current_.load(std::memory_order_acquire);
  count->total.fetch_add(items * count->stepsPerItem, std::memory_order_relaxed);
}

/// Done is read before total: whoever sees a step sees also what grew before it.
Progress JobControl::Count::progress() const {
  const auto steps = done.load(std::memory_order_acquire);
  const auto all = std::max(steps, total.load(std::memory_order_relaxed));
  return {phase, steps / stepsPerItem, all / stepsPerItem};
}

Progress JobControl::progress() const {
  return current_.load(std::memory_order_acquire)->progress();
}

std::vector<Progress> JobControl::phases() const {
  const std::lock_guard lock(mutex_);
  std::vector<Progress> all;
  for (const auto& count : phases_)
    all.push_back(count.progress());
  return all;
}

void JobControl::waitOrThrow() {
  // The threads that wait here belong to all that this process computes: as many others may work
  // for the rest meanwhile.
  std::optional<tbb::global_control> others;
  if (isPaused() && !isCancelled()) {
    others.emplace(tbb::global_control::max_allowed_parallelism,
                   static_cast<std::size_t>(tbb::this_task_arena::max_concurrency() +
                                            tbb::info::default_concurrency()));
  }
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return isCancelled() || !isPaused(); });
  if (isCancelled()) throw Cancelled();
}

}  // namespace nblast
