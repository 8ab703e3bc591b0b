// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Workspace.hpp"

#include <QLabel>

/// Below the tree: how many neurons the current set has, in which unit and why, and what was left
/// out.
class SetInfo : public QLabel {
  Q_OBJECT
 public:
  explicit SetInfo(Workspace* workspace, QWidget* parent = nullptr);
  void show(const NeuronRef& current);  ///< neuron -1: the set itself

 Q_SIGNALS:
  void unitWanted(int setId);
  void leftOutWanted(int setId);

 private:
  QString textOf(const OpenSet& set) const;
  Workspace* workspace_;
  NeuronRef current_;
};
