// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/engine/DevicePlan.hpp"

#include <QWidget>

#include <vector>

class QVBoxLayout;

/// What a job will take of each GPU: a bar of planned against free, and below it by purpose and how
/// the work is cut. Takes no room where there is none.
class DevicePlans : public QWidget {
  Q_OBJECT
 public:
  explicit DevicePlans(QWidget* parent = nullptr);
  void setPlans(const std::vector<nblast::DevicePlan>& plans);

 private:
  QVBoxLayout* layout_;
  std::vector<QWidget*> rows_;
};

/// "1.5 GB of 60 GB free".
QString planSummary(const nblast::DevicePlan& plan);
/// "Queries 1.5 GB, targets …; 500 targets per block, 2 blocks, all queries at once."
QString planDetails(const nblast::DevicePlan& plan);
