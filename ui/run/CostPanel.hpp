// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Runner.hpp"
#include "ui/jobs/BackgroundTask.hpp"

#include <QGroupBox>
#include <QTimer>

#include <optional>

class DevicePlans;
class QLabel;

/// What a job will cost, worked out in the background a moment after the choices stopped changing.
class CostPanel : public QGroupBox {
  Q_OBJECT
 public:
  explicit CostPanel(QWidget* parent = nullptr);

  void ask(const nblast::JobSpec& spec, const nblast::LoadedInputs& inputs);
  void clear(const QString& why);

  const nblast::LoadedInputs& inputs() const { return inputs_; }  ///< last asked about
  const std::optional<nblast::Plan>& plan() const { return plan_; }
  const QString& failure() const { return failure_; }  ///< why the job cannot be done at all

 Q_SIGNALS:
  void answered();
  void grown();  ///< more or fewer devices are shown: the panel is higher or lower

 private:
  void show(const nblast::Plan& plan);
  std::vector<nblast::LeftOut> fallingOut(const nblast::Plan& plan) const;
  void showPairs(const nblast::Plan& plan);
  void showMemory(const nblast::Plan& plan);
  void blank();
  void showDevices(const std::vector<nblast::DevicePlan>& plans);
  void startPlanning();
  BackgroundTask task_;
  QTimer wait_;
  nblast::JobSpec spec_;
  nblast::LoadedInputs inputs_;
  std::optional<nblast::Plan> plan_;
  QString failure_;
  std::size_t devicesShown_ = 0;
  QLabel* pairs_;
  QLabel* time_;
  QLabel* disk_;
  QLabel* memory_;
  DevicePlans* devices_;
};
