// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/neuron/Neuron.hpp"

#include <QDialog>

#include <vector>

class LeftOutModel;

/// Which neurons were left out, and why: a list that can be copied or saved.
class LeftOutDialog : public QDialog {
  Q_OBJECT
 public:
  LeftOutDialog(const QString& setName, const std::vector<nblast::LeftOut>& leftOut,
                QWidget* parent = nullptr);

 private:
  void save();
  LeftOutModel* model_;
};
