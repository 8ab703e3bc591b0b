#pragma once
#include "ui/models/Format.hpp"

#include <QString>
#include <QtGlobal>

#include <string>

/// Words for the window, beside the numbers of ui/models/Format.hpp.
QString countOf(qint64 count, const QString& thing);  ///< "1 neuron", "1,198 neurons"
/// A name that may be broken into lines anywhere sensible: after _, -, . and / and within long
/// words, by spaces of no width. For labels only.
QString breakable(const QString& name);
QString unitText(const std::string& label);  ///< "um" is shown as "µm"
