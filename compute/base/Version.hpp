// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace nblast {

/// The program's version, such as "0.1.0": project(VERSION) in the top CMakeLists.txt, nowhere
/// else. The text lives as long as the program. A function, so that a new version recompiles one
/// file.
const char* programVersion();

}  // namespace nblast
