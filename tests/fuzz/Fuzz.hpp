// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/Error.hpp"
#include "compute/io/ReadAllowance.hpp"
#include "compute/neuron/Neuron.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

/// What every driver has: libFuzzer calls it with bytes of its making, the replay with those of the
/// corpus. Whatever ends otherwise than well or with a sentence for the user is a finding.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// What a reader may take. The fuzzer stops it at a little more: see packaging/fuzz.
inline constexpr std::int64_t kMemoryBytes = 64 << 20;

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void require(bool good) {
  if (!good) std::abort();
}

/// Lets a reader read. InputError is what it shall throw, BudgetSpent what it may; each with a
/// sentence that is no essay.
template <class Work>
void read(Work&& work) {
  try {
    work();
  } catch (const nblast::InputError& error) {
    const std::string_view sentence = error.what();
    require(!sentence.empty() && sentence.size() < 2000);
  } catch (const nblast::BudgetSpent&) {
  }
}

/// As read(), with an allowance. @param work takes a ReadAllowance&
template <class Work>
void readWithin(std::int64_t bytes, Work&& work) {
  nblast::MemoryBudget budget(bytes);
  nblast::JobControl control;
  read([&] {
    nblast::ReadAllowance allowance(budget, control);
    work(allowance);
  });
  require(budget.used() == 0);
}

/// Everything that later steps rely on without asking again.
void requireSound(const nblast::Neuron& neuron);

/// A small neuron has tangents that are finite, or a reason why it has none.
void requirePrepared(const nblast::Neuron& neuron);

}  // namespace fuzz
