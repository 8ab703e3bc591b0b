// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Exit codes of nblast; 3: done, but neurons were left out.
enum ExitCode { kDone = 0, kFailed = 1, kBadInput = 2, kDoneWithLeftOut = 3, kCancelled = 130 };
