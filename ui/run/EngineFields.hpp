// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/gpu/CudaStatus.hpp"
#include "compute/job/JobSpec.hpp"
#include "ui/jobs/BackgroundTask.hpp"

#include <QWidget>

#include <functional>
#include <vector>

class QComboBox;
class QDoubleSpinBox;
class QMenu;
class QToolButton;

/// What computes a job: engine, which GPUs, and how much memory it may use. GPUs are looked for in
/// the background; until one is found the entry for them cannot be chosen and says why. They are
/// named, not opened: that is for the plan and the job, of those that were chosen.
class EngineFields : public QWidget {
  Q_OBJECT
 public:
  /// @param ask called on a worker thread; may take seconds
  explicit EngineFields(const nblast::JobSpec& options,
                        std::function<nblast::CudaStatus()> ask = nblast::describeCudaDevices,
                        QWidget* parent = nullptr);

  void addTo(nblast::JobSpec& spec) const;
  bool knowsDevices() const { return knowsDevices_; }

 Q_SIGNALS:
  void changed();

 private:
  void addFields();
  void showDevices(const nblast::CudaStatus& status);
  void setCuda(bool usable, const QString& toolTip);
  void showGpus();
  std::vector<int> checkedGpus() const;

  nblast::JobSpec options_;
  bool knowsDevices_ = false;
  QComboBox* engine_;
  QToolButton* gpus_;
  QMenu* menu_;
  QDoubleSpinBox* memory_;
  BackgroundTask task_;
};
