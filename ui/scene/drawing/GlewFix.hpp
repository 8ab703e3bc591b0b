// SPDX-License-Identifier: BSD-3-Clause
#pragma once

/// Links GlewFix.cpp, with the program's own glewInit(), into the program; does nothing itself.
void keepGlewFix();
