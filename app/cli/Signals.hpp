// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/base/JobControl.hpp"

/// SIGINT, SIGTERM and SIGHUP cancel through this control, unless the program was started with them
/// ignored (nohup, the background of a script). A second Ctrl-C ends the program at once. A pipe
/// without a reader and a file that grows too large become errors of the write, with a sentence.
void cancelOnSignals(nblast::JobControl& control);
