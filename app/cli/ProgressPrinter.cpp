// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/ProgressPrinter.hpp"

#include "app/cli/Output.hpp"
#include "app/cli/ProgressLine.hpp"

#include <nlohmann/json.hpp>

#include <cstdlib>
#include <system_error>

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kBarInterval{100};
constexpr milliseconds kJsonInterval{500};
constexpr milliseconds kQuickJob{100};

milliseconds delayOfBar() {
  const char* given = std::getenv("NBLAST_PROGRESS_DELAY_MS");
  return given != nullptr ? milliseconds(std::atoi(given)) : kQuickJob;
}

void printJson(const nblast::Progress& progress) {
  output::printJson({{"event", "progress"},
                     {"phase", nblast::phaseName(progress.phase)},
                     {"done", progress.done},
                     {"total", progress.total}});
}

}  // namespace

ProgressStyle progressStyleOf(const std::string& word) {
  if (word == "json") return ProgressStyle::Json;
  return word == "bar" ? ProgressStyle::Bar : ProgressStyle::None;
}

ProgressPrinter::ProgressPrinter(const nblast::JobControl& control, ProgressStyle style)
    : control_(control), style_(style), phaseStart_(Clock::now()) {
  if (style_ == ProgressStyle::Bar && !output::canShowBar()) style_ = ProgressStyle::None;
  if (style_ == ProgressStyle::None) return;
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error&) {  // no thread to be had: a job without progress
    style_ = ProgressStyle::None;
  }
}

ProgressPrinter::~ProgressPrinter() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  thread_.join();
  if (style_ == ProgressStyle::Bar) output::clearBar();
}

void ProgressPrinter::startJson() {
  const std::lock_guard lock(mutex_);
  started_ = started_ || style_ == ProgressStyle::Json;
}

void ProgressPrinter::run() {
  const auto stopped = [this] { return stopping_; };
  std::unique_lock lock(mutex_);
  if (style_ == ProgressStyle::Bar) {
    const auto delay = delayOfBar();
    started_ = delay.count() == 0 || !wake_.wait_for(lock, delay, stopped);
  }
  const auto interval = style_ == ProgressStyle::Json ? kJsonInterval : kBarInterval;
  do {
    showNews();
  } while (!wake_.wait_for(lock, interval, stopped));
  showNews();
}

/// The end of each phase that went by unseen, then the present one.
void ProgressPrinter::showNews() {
  if (!started_) return;
  try {
    const auto phases = control_.phases();
    for (auto i = phasesShown_ > 0 ? phasesShown_ - 1 : 0; i < phases.size(); ++i) {
      if (i >= phasesShown_) phaseStart_ = Clock::now();
      show(phases[i]);
    }
    phasesShown_ = phases.size();
  } catch (const std::exception&) {  // out of memory: the job's own threads will say so
  }
}

void ProgressPrinter::show(const nblast::Progress& progress) {
  if (style_ == ProgressStyle::Json) return printJson(progress);
  const double elapsed_s = std::chrono::duration<double>(Clock::now() - phaseStart_).count();
  output::showBar(progressLine(progress, elapsed_s, output::barColumns()));
}
