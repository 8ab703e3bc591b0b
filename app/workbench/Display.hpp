// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <string>

/// Why no window can be opened here, as a sentence that names the ways out; empty if one can. To be
/// asked before QApplication, which would end the program without a usable word.
std::string displayProblem();
