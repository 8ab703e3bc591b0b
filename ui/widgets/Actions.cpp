// SPDX-License-Identifier: BSD-3-Clause
#include "ui/widgets/Actions.hpp"

#include "ui/widgets/Icons.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QAction>
#include <QWidget>

QAction* newAction(QWidget* owner, const ActionLook& look) {
  auto* action = new QAction(look.text, owner);
  action->setObjectName(QLatin1String(look.name));
  action->setToolTip(look.tip);
  if (*look.icon != '\0') action->setIcon(iconNamed(QLatin1String(look.icon)));
  action->setShortcut(look.keys);
  return action;
}

void enableWithResult(QAction* action, Workspace* workspace) {
  const auto review = [action, workspace] { action->setEnabled(workspace->result() != nullptr); };
  QObject::connect(workspace, &Workspace::resultChanged, action, review);
  review();
}
