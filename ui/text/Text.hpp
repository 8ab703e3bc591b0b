// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/text/Format.hpp"

#include <QString>

/// Words for the window, beside the numbers of ui/text/Format.hpp.

/// The sentence with spaces of no width in its long words, where lines may be broken: after _, -, .
/// and /, or anywhere in a very long word. For labels only.
QString breakable(const QString& sentence);
/// The text without those spaces.
QString unbroken(QString text);
