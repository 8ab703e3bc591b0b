// SPDX-License-Identifier: BSD-3-Clause
#include "compute/scorefile/sparse/SparseSpill.hpp"

#include <numeric>
#include <utility>

namespace nblast {

SparseSpill::SparseSpill(std::filesystem::path beside, const std::vector<std::uint64_t>& sizes,
                         std::int64_t bufferBytes)
    : beside_(std::move(beside)), regions_(sizes.size()) {
  const auto room = static_cast<std::uint64_t>(bufferBytes) / sizeof(RowEntry);
  const std::uint64_t total = std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0});
  constexpr std::uint64_t kLeastEntries = 256;
  const std::uint64_t each =
      std::max(kLeastEntries, room / std::max<std::uint64_t>(1, sizes.size()));
  std::uint64_t first = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    regions_[i].first = first;
    regions_[i].size = sizes[i];
    regions_[i].capacity =
        static_cast<std::size_t>(total <= room ? sizes[i] : std::min(each, sizes[i]));
    regions_[i].buffer.reserve(regions_[i].capacity);
    first += sizes[i];
  }
}

void SparseSpill::flush(Region& region) {
  if (!file_) file_ = namelessFile(beside_);
  file_->writeAt((region.first + region.written) * sizeof(RowEntry), region.buffer.data(),
                 region.buffer.size() * sizeof(RowEntry));
  region.written += region.buffer.size();
  region.buffer.clear();
}

void SparseSpill::close() {
  if (!file_) return;
  for (Region& region : regions_) {
    flush(region);
    std::vector<RowEntry>().swap(region.buffer);
  }
}

void ArraySpill::flush() {
  file_->writeAt(written_, buffer_.data(), buffer_.size());
  written_ += buffer_.size();
  buffer_.clear();
}

}  // namespace nblast
