#pragma once
#include "ui/models/MatchesModel.hpp"
#include "ui/panels/WhichMatches.hpp"
#include "ui/panels/Workspace.hpp"

#include <QTimer>
#include <QWidget>

class FieldNote;
class MatchFilterModel;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

/// The ranked matches of the selected query. Rows selected here are the selection's targets, and
/// the other way round.
class MatchesPanel : public QWidget {
  Q_OBJECT
 public:
  explicit MatchesPanel(Workspace* workspace, QWidget* parent = nullptr);

  QTableView* view() const { return view_; }
  bool isUpToDate() const;       ///< the table shows the selected query as its file is now
  MatchChoices choices() const;  ///< what can be exported: selected, shown, all

 Q_SIGNALS:
  void exportWanted();
  void message(MessageBar::Kind kind, const QString& sentence);

 private:
  void buildView();
  void resultChanged();
  void directionChosen();
  void selectionChanged();
  void load();
  void arrived(qint64 query, const TaskOutcome<std::vector<nblast::Match>>& outcome);
  void followTargets();
  void showNote();
  void userSelected();
  std::vector<nblast::Match> matchesAt(const QList<QModelIndex>& shownRows) const;
  QString selectedAsText() const;

  Workspace* workspace_;
  MatchesModel* model_;
  MatchFilterModel* filter_;
  QLabel* title_;
  QComboBox* direction_;
  QLineEdit* search_;
  QTableView* view_;
  QPushButton* export_;
  FieldNote* note_;  ///< what is known of targets that are not listed
  BackgroundTask task_;
  QTimer reload_;  ///< a running job adds blocks faster than a table should move
  bool stale_ = false;
  bool following_ = false;
};
