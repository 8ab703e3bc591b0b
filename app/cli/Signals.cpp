// SPDX-License-Identifier: BSD-3-Clause
#include "app/cli/Signals.hpp"

#include "app/cli/Output.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>

namespace {

// Only atomics and system calls are safe in a signal handler: JobControl::cancel() takes a lock,
// which the interrupted thread may hold.
std::atomic<nblast::JobControl*> cancelled{nullptr};
std::atomic<long long> firstInterrupt_ms{0};

// Some senders send the same signal to the process and to its group.
constexpr long long kSameSignal_ms = 200;

long long now_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<long long>(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000 + 1;
}

void onSignal(int number) {
  const int interruptedError = errno;
  cancelled.load()->requestCancel();
  long long first = 0;
  const bool again =
      number == SIGINT && !firstInterrupt_ms.compare_exchange_strong(first, now_ms());
  if (again && now_ms() - first > kSameSignal_ms) {
    output::clearBarInSignalHandler();
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  errno = interruptedError;
}

void cancelOn(int number) {
  struct sigaction before {};
  if (::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = onSignal;
  action.sa_flags = SA_RESTART;
  ::sigaction(number, &action, nullptr);
}

}  // namespace

void cancelOnSignals(nblast::JobControl& control) {
  cancelled = &control;
  for (const int number : {SIGINT, SIGTERM, SIGHUP})
    cancelOn(number);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}
