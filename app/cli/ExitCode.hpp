// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Exit codes, as README.md lists them under "Without a display".
enum ExitCode { kDone = 0, kFailed = 1, kBadInput = 2, kDoneWithLeftOut = 3, kCancelled = 130 };
