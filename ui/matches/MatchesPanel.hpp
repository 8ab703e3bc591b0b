// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/matches/WhichMatches.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/workspace/Workspace.hpp"

#include <QSet>
#include <QTimer>
#include <QWidget>

class ElidedLabel;
class FieldNote;
class SearchField;
class QComboBox;
class QItemSelection;
class QPushButton;
class QTableView;

/// The ranked matches of the selected query. Rows selected here are the selection's targets, and
/// the other way round. While a job is still scoring targets, ranks are in brackets, and the title
/// says of how many targets they are.
class MatchesPanel : public QWidget {
  Q_OBJECT
 public:
  explicit MatchesPanel(Workspace* workspace, QWidget* parent = nullptr);

  QTableView* view() const { return view_; }
  bool isUpToDate() const;       ///< the table shows the selected query as its file is now
  MatchChoices choices() const;  ///< what can be exported: selected, shown, all

 Q_SIGNALS:
  void exportWanted();

 private:
  enum class Scroll { Follow, Top };
  void buildView();
  void resultChanged();
  void directionChosen();
  void selectionChanged();
  void load();
  void arrived(qint64 query, const TaskOutcome<std::vector<nblast::Match>>& outcome);
  void followTargets(Scroll scroll = Scroll::Follow);
  void showTitle();
  void showNote();
  void userSelected(const QItemSelection& selected, const QItemSelection& deselected);
  QVector<qint64> selectedByUser(const QItemSelection& selected,
                                 const QItemSelection& deselected) const;
  void appendTargets(const QItemSelection& rows, QVector<qint64>* targets) const;
  std::vector<nblast::Match> selectedMatches() const;
  QString selectedAsText() const;

  Workspace* workspace_;
  MatchesModel* model_;
  ElidedLabel* title_;
  QComboBox* direction_;
  SearchField* search_;
  QTableView* view_;
  QPushButton* export_;
  FieldNote* note_;  ///< what is known of targets that are not listed
  BackgroundTask task_;
  QTimer reload_;          ///< a running job adds blocks faster than a table should move
  QSet<qint64> selected_;  ///< all, where the view's selection does not hold all; else empty
  bool stale_ = false;
  bool following_ = false;
};
