// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nblast {

/// One line of a SWC file cut into columns: blanks, tabs, commas or semicolons between them.
class SwcColumns {
 public:
  static constexpr std::size_t kNeeded = 7;

  /// @param line a line that is not blank, without comment and line end
  /// @throws InputError for decimal commas
  SwcColumns(std::string_view line, const std::string& source, std::int64_t number);

  /// Number of columns in the line, also of those beyond the kept ones.
  std::size_t size() const { return count_; }
  std::string_view operator[](std::size_t i) const { return columns_[i]; }
  std::span<const std::string_view> kept() const {
    return {columns_.data(), std::min(count_, kKept)};
  }

 private:
  static constexpr std::size_t kKept = 12;
  void cutAtBlanks(std::string_view line);
  void cutAt(char separator, std::string_view line);
  void add(std::string_view column) {
    if (count_ < kKept) columns_[count_] = column;
    ++count_;
  }
  bool commaInside() const;

  std::array<std::string_view, kKept> columns_;
  std::size_t count_ = 0;
};

struct SwcRow {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  Vec3d point;
  float radius = 0;
  bool radiusIsFinite = true;
};

/// Sets the radius as it is kept: in float32, and 0 where it is negative or not finite.
void setRadius(SwcRow& row, double radius);

/// Whether a line holds column names ("PointNo,Label,X,Y,Z,R,Parent"), not data.
/// @throws InputError if the names say x, y and z in other columns than those of SWC
bool isSwcHeader(const SwcColumns& columns, const std::string& source, std::int64_t line);

/// @throws InputError with source and line
SwcRow parseSwcRow(const SwcColumns& columns, const std::string& source, std::int64_t line);

}  // namespace nblast
