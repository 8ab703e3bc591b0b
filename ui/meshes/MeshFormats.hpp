// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/FileType.hpp"

#include <string>
#include <string_view>
#include <vector>

struct MeshData;

/// One format of surface files. Everything that reads, offers or names surfaces goes by the table
/// of these.
struct MeshFormat : nblast::FileType {
  /// As sentences name it: "OBJ".
  std::string_view name;
  /// Reads the vertices and faces of a file; see MeshData.hpp.
  /// @return what is wrong, to go after "the file cannot be used: "; empty: nothing
  std::string (*read)(std::string_view bytes, MeshData& mesh);
};

const std::vector<MeshFormat>& meshFormats();

/// @return null for a name with another ending
const MeshFormat* meshFormatByName(std::string_view name);

/// All of them as one kind of file, for documents and name filters.
nblast::FileType meshFileType();

/// "OBJ, PLY, STL": for sentences.
std::string meshFormatNames();
