// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"
#include "compute/base/MemoryBudget.hpp"

#include <cstdint>
#include <new>
#include <stdexcept>
#include <utility>

namespace nblast {

/// What the reading of one file may use: memory, taken from the budget of all readers, and time,
/// until somebody cancels. At the end, all memory that was taken goes back to the budget, except
/// what is kept. Every reader gets an allowance and takes from it before it allocates much. For one
/// thread at a time.
class ReadAllowance {
 public:
  /// An allowance without limit and without cancel, for texts that are in memory anyway.
  ReadAllowance() = default;
  ReadAllowance(MemoryBudget& budget, JobControl& control) : budget_(&budget), control_(&control) {}
  ReadAllowance(ReadAllowance&& other) noexcept
      : budget_(other.budget_), control_(other.control_), taken_(std::exchange(other.taken_, 0)) {}
  ReadAllowance& operator=(ReadAllowance&&) = delete;
  ~ReadAllowance() {
    if (budget_ != nullptr) budget_->giveBack(taken_);
  }

  /// @throws BudgetSpent
  void take(std::int64_t bytes) {
    if (budget_ != nullptr && !budget_->tryTake(bytes)) throw BudgetSpent();
    taken_ += bytes;
  }
  void giveBack(std::int64_t bytes) {
    taken_ -= bytes;
    if (budget_ != nullptr) budget_->giveBack(bytes);
  }
  /// Lets some of the taken bytes stay taken after the reading: those of the neuron itself.
  void keep(std::int64_t bytes) { taken_ -= bytes; }

  /// @throws Cancelled
  void checkpoint() const {
    if (control_ != nullptr) control_->checkpoint();
  }
  bool isCancelled() const { return control_ != nullptr && control_->isCancelled(); }

 private:
  MemoryBudget* budget_ = nullptr;
  JobControl* control_ = nullptr;
  std::int64_t taken_ = 0;
};

/// Does work that takes memory. @return whether the memory sufficed; other exceptions pass through
template <class Work>
bool withinMemory(Work&& work) {
  try {
    work();
    return true;
  } catch (const BudgetSpent&) {
  } catch (const std::bad_alloc&) {
  } catch (const std::length_error&) {  // a size beyond what a container can have
  }
  return false;
}

}  // namespace nblast
