// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace nblast {

/// A kind of file as its users know it: one row of what the documents, the help and the dialogs
/// say about files.
struct FileType {
  /// What such a file holds, in small letters: "skeletons".
  std::string_view holds;
  /// In small letters with their dots, the most usual one first: ".swc", ".swc.gz".
  std::vector<std::string_view> endings;
  /// How it holds it, to go behind the endings: "SWC, in the many dialects of the field".
  std::string_view description;
};

/// The longest of the endings that a file name has, whatever the case of its letters; empty where
/// the name has none of them.
std::string_view endingOf(std::string_view name, std::span<const std::string_view> endings);

/// Endings as sentences list them: ".obj, .ply, .stl".
std::string listOfEndings(std::span<const std::string_view> endings);

}  // namespace nblast
