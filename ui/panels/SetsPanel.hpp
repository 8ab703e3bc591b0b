#pragma once
#include "ui/panels/Workspace.hpp"

#include <QWidget>

class NeuronFilterModel;
class NeuronTreeModel;
class SetInfo;
class QLineEdit;
class QStackedWidget;
class QTreeView;

/// The neuron sets: a tree with a search box. What is selected in it is the workspace's selection
/// (the current neuron is the query, the others are matches), and the other way round.
class SetsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit SetsPanel(Workspace* workspace, QWidget* parent = nullptr);
  QTreeView* view() const { return view_; }

 Q_SIGNALS:
  void openWanted();
  void openFolderWanted();
  void unitWanted(int setId);
  void leftOutWanted(int setId);
  void runWanted(int setId);
  void message(MessageBar::Kind kind, const QString& sentence);

 private:
  QWidget* emptyHint();
  void buildView();
  void spanTitles();
  void setsChanged();
  void showSet(int setId);
  void userSelected();
  void followSelection();
  void showInfo();
  QString selectedAsText() const;
  void showMenu(const QPoint& position);
  void chooseColour(int setId);
  void showOnly(const NeuronRef& ref);
  void select(const QVector<NeuronRef>& refs);
  NeuronRef refOf(const QModelIndex& index) const;
  QVector<NeuronRef> selectedRefs() const;

  Workspace* workspace_;
  NeuronTreeModel* model_;
  NeuronFilterModel* filter_;
  QLineEdit* search_;
  QTreeView* view_;
  QStackedWidget* pages_;
  SetInfo* info_;
  bool following_ = false;
};
