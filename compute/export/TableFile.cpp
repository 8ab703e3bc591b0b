// SPDX-License-Identifier: BSD-3-Clause
#include "compute/export/TableFile.hpp"

#include "compute/export/TableText.hpp"

namespace nblast {

void TableFile::addField(std::string_view text) {
  separate();
  appendText(text_.line(), text, separator_);
}

void TableFile::addScore(float score) {
  separate();
  appendScore(text_.line(), score);
}

void TableFile::endRow() {
  text_.endLine();
  rowIsEmpty_ = true;
}

void TableFile::separate() {
  if (!rowIsEmpty_) text_.line() += separator_;
  rowIsEmpty_ = false;
}

}  // namespace nblast
