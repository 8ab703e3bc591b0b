#pragma once
#include "compute/job/Runner.hpp"
#include "ui/panels/Settings.hpp"

#include <QDialog>

#include <optional>

class CostPanel;
class NeuronSets;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class UnitChooser;

/// "Run NBLAST": which neurons, how, where to, and what it will cost. The Run button works when
/// nothing is missing; what is missing is said beside it. Units chosen here become the sets' own.
class RunDialog : public QDialog {
  Q_OBJECT
 public:
  /// @param sets must outlive the dialog; at least one can be scored
  /// @param queryId the set to begin with; 0: the first
  RunDialog(NeuronSets* sets, int queryId, const RunOptions& options, const QString& folder,
            QWidget* parent = nullptr);

  nblast::JobSpec spec() const;
  nblast::LoadedInputs inputs() const;
  int queryId() const;
  int targetId() const;  ///< 0: all against all
  RunOptions options() const;

  QString problem() const;  ///< why Run cannot be pressed; empty if it can
  bool isPlanned() const;   ///< the cost shown is that of the present choices

 private:
  void addSets(QFormLayout* form, int queryId);
  void addOptions(QFormLayout* form, const RunOptions& options);
  void addOutput(QFormLayout* form);
  void addButtons(QLayout* layout);
  void connectAll();
  void setsChanged();
  void unitChosen(UnitChooser* chooser, int setId);
  void showSet(int setId, UnitChooser* chooser, QLabel* ground);
  void inputsChanged();
  void review();
  void browse();
  void accept() override;
  QString setProblem() const;

  NeuronSets* sets_;
  QString folder_;
  QString confirmedOutput_;  ///< an existing file the user agreed to replace
  bool outputIsOurs_ = true;
  bool showing_ = false;

  QComboBox* queries_;
  QComboBox* targets_;
  UnitChooser* queryUnit_;
  UnitChooser* targetUnit_;
  QLabel* queryGround_;
  QLabel* targetGround_;
  QSpinBox* neighbours_;
  QDoubleSpinBox* resample_;
  QCheckBox* normalised_;
  QComboBox* engine_;
  QSpinBox* threads_;
  QLineEdit* output_;
  CostPanel* cost_;
  QLabel* problem_;
  QPushButton* run_;
};
