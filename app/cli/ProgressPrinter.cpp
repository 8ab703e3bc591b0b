#include "app/cli/ProgressPrinter.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <chrono>

namespace {

constexpr int kBarWidth = 30;
constexpr auto kBarInterval = std::chrono::milliseconds(100);
constexpr auto kJsonInterval = std::chrono::milliseconds(500);

const char* itemsOf(nblast::Phase phase) {
  switch (phase) {
    case nblast::Phase::Load:
      return "files";
    case nblast::Phase::Prepare:
      return "neurons";
    case nblast::Phase::Score:
      return "pairs";
    case nblast::Phase::Write:
      return "steps";
  }
  return "";
}

void printJson(const nblast::Progress& progress) {
  const nlohmann::json line{{"event", "progress"},
                            {"phase", nblast::phaseName(progress.phase)},
                            {"done", progress.done},
                            {"total", progress.total}};
  fmt::print("{}\n", line.dump());
  std::fflush(stdout);
}

}  // namespace

ProgressPrinter::ProgressPrinter(const nblast::JobControl& control, ProgressStyle style)
    : control_(control), style_(style) {
  if (style_ == ProgressStyle::Bar && isatty(STDERR_FILENO) == 0) style_ = ProgressStyle::None;
  if (style_ != ProgressStyle::None) thread_ = std::thread([this] { run(); });
}

ProgressPrinter::~ProgressPrinter() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  thread_.join();
  if (barShown_) fmt::print(stderr, "\r\033[K");
}

void ProgressPrinter::say(const std::string& line) {
  const std::lock_guard lock(mutex_);
  fmt::print(stderr, "{}{}\n", barShown_ ? "\r\033[K" : "", line);
}

void ProgressPrinter::run() {
  auto phase = control_.progress().phase;
  auto phaseStart = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, style_ == ProgressStyle::Json ? kJsonInterval : kBarInterval,
                         [this] { return stopping_; })) {
    const auto progress = control_.progress();
    if (progress.phase != phase) {
      phase = progress.phase;
      phaseStart = std::chrono::steady_clock::now();
    }
    if (style_ == ProgressStyle::Json) {
      printJson(progress);
    } else {
      printBar(
          progress,
          std::chrono::duration<double>(std::chrono::steady_clock::now() - phaseStart).count());
    }
  }
}

void ProgressPrinter::printBar(const nblast::Progress& progress, double elapsed_s) {
  barShown_ = true;
  const double share =
      progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total)
                         : 0;
  const int filled = static_cast<int>(share * kBarWidth);
  std::string left;
  if (share > 0.01 && share < 1)
    left = fmt::format(", {:.0f} s left", elapsed_s * (1 - share) / share);
  fmt::print(stderr, "\r\033[K{:<8} [{:#<{}}{:.<{}}] {} of {} {}{}",
             nblast::phaseName(progress.phase), "", filled, "", kBarWidth - filled, progress.done,
             progress.total, itemsOf(progress.phase), left);
  std::fflush(stderr);
}
