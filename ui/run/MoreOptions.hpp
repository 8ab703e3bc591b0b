// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/JobSpec.hpp"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QSpinBox;
class QToolButton;
class ScoringFields;

/// The options of a job that are rarely changed, behind a button that unfolds them. Unfolded from
/// the start where one of them is not the program's default: nothing unusual happens unseen.
class MoreOptions : public QWidget {
  Q_OBJECT
 public:
  explicit MoreOptions(const nblast::JobSpec& options, QWidget* parent = nullptr);

  void addTo(nblast::JobSpec& spec) const;  ///< after the engine's fields: it may overrule them
  bool isReference() const;                 ///< the engine is chosen here
  QString problem() const;                  ///< why no job can use these; empty: none known
  bool isUnfolded() const;                  ///< then problem() can be read beside its field
  bool isChecking() const;                  ///< a score table's file is being read

 Q_SIGNALS:
  void changed();
  void checked();
  void unfolded();

 private:
  QWidget* makeFields(const nblast::JobSpec& options);
  void addPoints(QFormLayout* form, const nblast::JobSpec& options);
  void addWork(QFormLayout* form, const nblast::JobSpec& options);
  void connectAll();
  void fold(bool open);

  QToolButton* toggle_;
  QWidget* fields_;
  ScoringFields* scoring_;
  QSpinBox* neighbours_;
  QDoubleSpinBox* resample_;
  QCheckBox* normalised_;
  QCheckBox* geometry_;
  QCheckBox* reference_;
  QSpinBox* threads_;
};
