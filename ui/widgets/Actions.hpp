// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QKeySequence>
#include <QString>

class QAction;
class QWidget;
class Workspace;

/// How an action of a menu looks.
struct ActionLook {
  const char* name;  ///< its object name
  QString text;      ///< with & and …, as in a menu
  QString tip;
  const char* icon = "";  ///< see ui/widgets/Icons.hpp
  QKeySequence keys = {};
};

/// @return an action that belongs to the owner; its shortcut works once it is in a menu
QAction* newAction(QWidget* owner, const ActionLook& look);
/// Enables the action while a result is open.
void enableWithResult(QAction* action, Workspace* workspace);
