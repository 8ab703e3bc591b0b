// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/models/Format.hpp"

#include <QString>
#include <QtGlobal>

#include <string>

/// Words for the window, beside the numbers of ui/models/Format.hpp.
QString countOf(qint64 count, const QString& thing);  ///< "1 neuron", "1,198 neurons"
/// Long words may be broken into lines: after _, -, . and /, or anywhere in a very long one, by
/// spaces of no width. For labels only.
QString breakable(const QString& sentence);
QString unbroken(QString text);              ///< without those spaces
QString unitText(const std::string& label);  ///< "um" is shown as "µm"
