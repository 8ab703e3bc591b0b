// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/export/TextFile.hpp"

#include <filesystem>
#include <string_view>

namespace nblast {

/// A table that is written field by field into a text file.
class TableFile {
 public:
  /// @throws as TextFile
  TableFile(const std::filesystem::path& path, ExistingFile existing, char separator)
      : text_(path, existing), separator_(separator) {}

  void addField(std::string_view text);
  /// A score that is not there gives an empty field.
  void addScore(float score);
  void endRow();
  /// @throws as TextFile
  void commit() { text_.commit(); }

 private:
  void separate();

  TextFile text_;
  char separator_;
  bool rowIsEmpty_ = true;
};

}  // namespace nblast
