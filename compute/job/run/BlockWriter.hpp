// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "compute/scorefile/dense/DenseScoreFileWriter.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace nblast {

/// Scores and where they go.
struct ScoredBlock {
  ScoreRectangle place;
  std::vector<float> scores;  ///< [rows, columns], row-major
};

/// The one thread that writes a score file, so that the next block is scored while the last is
/// written. At most two blocks wait: a slow disk slows the job instead of filling the memory.
class BlockWriter {
 public:
  /// @param written called on the writer thread after each block
  BlockWriter(DenseScoreFileWriter& file, std::function<void(const ScoredBlock& block)> written);
  ~BlockWriter();  ///< writes what waits, then stops

  /// Hands a block over; waits while two are in the queue. @throws what writing threw
  void push(ScoredBlock block);
  /// Waits until all is written. @throws what writing threw
  void drain();
  /// A buffer of a block already written, to be used again (possibly empty).
  std::vector<float> recycled();

  static constexpr std::int64_t kBlocksInFlight =
      4;  ///< two waiting, one being written, one being scored

 private:
  void run();

  DenseScoreFileWriter& file_;
  std::function<void(const ScoredBlock&)> written_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<ScoredBlock> waiting_;
  std::vector<float> spare_;
  bool writing_ = false;
  bool closing_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace nblast
