// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/job/Runner.hpp"

#include <QDialog>

#include <memory>
#include <optional>
#include <string>
#include <vector>

class CostPanel;
class EngineFields;
class FieldNote;
class KeepFields;
class MoreOptions;
class NeuronSets;
class OverlapNote;
class QBoxLayout;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class UnitChooser;

/// "Run NBLAST": which neurons, how, where to, and what it will cost. The Run button works when
/// nothing is missing; what is missing is said beside it. Units chosen here become the sets' own.
class RunDialog : public QDialog {
  Q_OBJECT
 public:
  /// @param sets must outlive the dialog; at least one can be scored
  /// @param queryId the set to begin with; 0: the first
  /// @param options of the last job; its neurons and its output are not looked at
  RunDialog(NeuronSets* sets, int queryId, const nblast::JobSpec& options, const QString& folder,
            QWidget* parent = nullptr);

  nblast::JobSpec spec() const;
  nblast::LoadedInputs inputs() const;
  /// What was prepared of the neurons to make the plan, shared with the job that is started from
  /// here.
  std::shared_ptr<const void> prepared() const;
  int queryId() const;
  int targetId() const;             ///< 0: all against all
  nblast::JobSpec options() const;  ///< as chosen, whether or not they apply to these sets

  QString problem() const;  ///< why Run cannot be pressed; empty if it can
  bool isPlanned() const;   ///< the cost shown is that of the present choices
  /// What that plan warns of, which the dialog has shown; empty while there is none.
  std::vector<std::string> toldWarnings() const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void showEvent(QShowEvent* event) override;

 private:
  void addSets(QFormLayout* form, int queryId);
  void addOptions(QFormLayout* form, const nblast::JobSpec& options);
  void addOutput(QFormLayout* form);
  void addButtons(QBoxLayout* layout);
  void addScrolling(QBoxLayout* layout);
  void connectAll();
  void setsChanged();
  void unitChosen(UnitChooser* chooser, int setId);
  void showSet(int setId, UnitChooser* chooser, QLabel* reason);
  void inputsChanged();
  void explainChoices();
  void showSizes();
  void review();
  void fitHeight();
  void browse();
  void accept() override;
  QString setProblem() const;
  int setOfOddSize() const;

  NeuronSets* sets_;
  QString folder_;
  QString confirmedOutput_;  ///< an existing file the user agreed to replace
  bool outputIsOurs_ = true;
  bool showing_ = false;

  QComboBox* queries_;
  QComboBox* targets_;
  UnitChooser* queryUnit_;
  UnitChooser* targetUnit_;
  QLabel* queryUnitReason_;
  QLabel* targetUnitReason_;
  FieldNote* querySizes_;
  FieldNote* targetSizes_;
  OverlapNote* overlap_;
  QWidget* fields_;
  QScrollArea* scroll_;
  QCheckBox* both_;
  KeepFields* keep_;
  EngineFields* engine_;
  MoreOptions* more_;
  QLineEdit* output_;
  CostPanel* cost_;
  QLabel* problem_;
  QPushButton* confirmSize_;
  QPushButton* run_;
};
