// SPDX-License-Identifier: BSD-3-Clause
#include "tests/gpu/EmulatedGpu.hpp"

#include <ucontext.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

namespace nblast::emulated {

namespace {

constexpr int kThreads = cuda::kBlockThreads;
constexpr int kLanes = cuda::kWarpThreads;
constexpr std::size_t kStackBytes = 128 * 1024;

struct Group {
  int arrived = 0;
  std::uint64_t generation = 0;
  Meeting meeting = Meeting::Barrier;
  std::array<std::array<std::uint64_t, kLanes>, 2> values{};  ///< by turns
};

struct Fiber {
  ucontext_t context{};
  std::vector<char> stack = std::vector<char>(kStackBytes);
  bool done = false;
};

class Scheduler {
 public:
  std::string run(std::uint64_t seed, const std::function<void()>& f) {
    work_ = &f;
    problem_.clear();
    block_ = {};
    warps_ = {};
    for (int i = 0; i < kThreads; ++i)
      start(fibers_[static_cast<std::size_t>(i)]);
    std::mt19937_64 random(seed);
    std::array<bool, kThreads> slow{};
    chooseSlow(slow, random);
    while (problem_.empty() && left() > 0) {
      if (passOver(slow, false)) continue;  // the others first, as far as they get
      if (!passOver(slow, true)) problem_ = "threads wait for each other in vain";
      chooseSlow(slow, random);
    }
    return problem_;
  }

  int current() const { return current_; }

  void wait(Group& group, int size) {
    const auto generation = group.generation;
    if (++group.arrived == size) {
      group.arrived = 0;
      ++group.generation;
      ++events_;
      return;
    }
    while (group.generation == generation)
      yield();
  }

  void waitBlock() { wait(block_, kThreads); }

  const std::uint64_t* meetWarp(Meeting meeting, std::uint64_t value) {
    auto& warp = warps_[static_cast<std::size_t>(current_ / kLanes)];
    auto& values = warp.values[warp.generation % 2];
    if (warp.arrived == 0) warp.meeting = meeting;
    if (warp.meeting != meeting) problem_ = "lanes of a warp meet in different intrinsics";
    values[static_cast<std::size_t>(current_ % kLanes)] = value;
    wait(warp, kLanes);
    return values.data();
  }

 private:
  static void enter();

  /// @return whether anything happened
  bool passOver(const std::array<bool, kThreads>& slow, bool which) {
    const auto before = events_;
    for (int i = 0; i < kThreads; ++i) {
      if (slow[static_cast<std::size_t>(i)] == which) resume(i);
    }
    return events_ != before;
  }

  /// Some warps, or some threads of all: those wait until nobody else can go on.
  static void chooseSlow(std::array<bool, kThreads>& slow, std::mt19937_64& random) {
    const auto warps = random(), lanes = random(), kind = random();
    for (std::size_t i = 0; i < slow.size(); ++i) {
      const auto bit = kind % 2 == 0 ? warps >> (i / kLanes) : lanes >> (i * 7 % 61);
      slow[i] = bit % 2 != 0;
    }
  }

  void start(Fiber& fiber) {
    fiber.done = false;
    getcontext(&fiber.context);
    fiber.context.uc_stack.ss_sp = fiber.stack.data();
    fiber.context.uc_stack.ss_size = fiber.stack.size();
    fiber.context.uc_link = &main_;
    makecontext(&fiber.context, &Scheduler::enter, 0);
  }

  void resume(int i) {
    auto& fiber = fibers_[static_cast<std::size_t>(i)];
    if (fiber.done || !problem_.empty()) return;
    current_ = i;
    swapcontext(&main_, &fiber.context);
  }

  void yield() {
    auto& fiber = fibers_[static_cast<std::size_t>(current_)];
    swapcontext(&fiber.context, &main_);
  }

  std::ptrdiff_t left() const {
    return std::count_if(fibers_.begin(), fibers_.end(),
                         [](const Fiber& fiber) { return !fiber.done; });
  }

  const std::function<void()>* work_ = nullptr;
  std::array<Fiber, kThreads> fibers_;
  ucontext_t main_{};
  int current_ = 0;
  std::uint64_t events_ = 0;
  Group block_;
  std::array<Group, cuda::kWarps> warps_;
  std::string problem_;
};

Scheduler& scheduler() {
  static Scheduler one;
  return one;
}

void Scheduler::enter() {
  auto& self = scheduler();
  (*self.work_)();
  self.fibers_[static_cast<std::size_t>(self.current_)].done = true;
  ++self.events_;
}

}  // namespace

std::string runBlock(std::uint64_t seed, const std::function<void()>& f) {
  return scheduler().run(seed, f);
}

int thread() {
  return scheduler().current();
}

void waitBlock() {
  scheduler().waitBlock();
}

const std::uint64_t* meetWarp(Meeting meeting, std::uint64_t value) {
  return scheduler().meetWarp(meeting, value);
}

}  // namespace nblast::emulated
