// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"
#include "ui/jobs/BackgroundTask.hpp"

#include <QWidget>

class FieldNote;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;

/// What becomes of a job's words about scoring: sentences for the fields that are wrong.
struct ScoringCheck {
  QString table;         ///< why the table cannot be used; empty if it can
  QString distance;      ///< why the distance bound cannot be used
  QString note;          ///< what to know about the table
  double bound_um = -1;  ///< negative: none
};
/// Reads the table if it is a file. Any thread.
ScoringCheck checkScoring(const nblast::JobSpec& spec);

/// Score table, alpha, bin edges and distance bound of a job. A table file is read in the
/// background; what is wrong is shown below its field.
class ScoringFields : public QWidget {
  Q_OBJECT
 public:
  explicit ScoringFields(const nblast::JobSpec& options, QWidget* parent = nullptr);

  void addTo(nblast::JobSpec& spec) const;
  QString problem() const;  ///< why no job can use these; empty: none known
  bool isChecking() const { return task_.isRunning(); }

 Q_SIGNALS:
  void changed();  ///< another choice
  void checked();  ///< problem() has become what it is in the background

 private:
  void addTable(QFormLayout* form, const nblast::JobSpec& options);
  void addWeights(QFormLayout* form, const nblast::JobSpec& options);
  void addDistance(QFormLayout* form, const nblast::JobSpec& options);
  void showTable(const nblast::JobSpec& options);
  void connectAll();
  void browse();
  void choiceMade();
  void check();
  void show(const ScoringCheck& found);

  QFormLayout* form_;
  QComboBox* table_;
  QDoubleSpinBox* sigma_;
  QLineEdit* file_;
  QWidget* fileRow_;
  FieldNote* tableNote_;
  QCheckBox* alpha_;
  QComboBox* edges_;
  QComboBox* distance_;
  QDoubleSpinBox* bound_;
  FieldNote* distanceNote_;
  ScoringCheck found_;
  BackgroundTask task_;
};
