// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QIcon>
#include <QString>

class QPalette;

/// The program's own icon of a name in resources/icons ("run"), drawn in the palette's text colour,
/// so that it can be seen on light and dark desktops alike.
QIcon iconNamed(const QString& name);
/// The same in a colour of its own.
QIcon iconNamed(const QString& name, const QColor& colour);
