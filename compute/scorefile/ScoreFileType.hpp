// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/FileType.hpp"

namespace nblast {

/// Score files as users know them; new ones get the first of the endings.
inline const FileType& scoreFileType() {
  static const FileType kType{"scores", {".h5", ".hdf5"}, "HDF5, as this program writes it"};
  return kType;
}

}  // namespace nblast
