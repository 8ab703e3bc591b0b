// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/workspace/Workspace.hpp"

#include <QItemSelection>
#include <QSet>
#include <QWidget>

class NeuronFilterModel;
class NeuronTreeModel;
class SearchField;
class SetInfo;
class QStackedWidget;
class QTreeView;

/// The neuron sets: a tree with a search box. What is selected in it is what is selected in the
/// workspace, and the other way round (Workspace::selectNeurons says which neuron is the query).
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

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  enum class Scroll { Follow, Stay };
  QWidget* emptyHint();
  void buildView();
  void buildHeader();
  void spanTitles();
  void rememberExpanded();
  void beganAnew();
  void setsChanged();
  void showSet(int setId);
  void userSelected(const QItemSelection& selected, const QItemSelection& deselected);
  QVector<NeuronRef> selectedByUser(const QItemSelection& selected,
                                    const QItemSelection& deselected) const;
  void appendRefs(const QItemSelection& rows, QVector<NeuronRef>* refs) const;
  QVector<NeuronRef> markedRows() const;
  QString selectedAsText() const;
  void followSelection();
  void mark(Scroll scroll);
  bool clickCheckBox(const QPoint& at);
  void showInfo();
  void showMenu(const QPoint& position);
  void chooseColour(int setId);
  void showOnly(const NeuronRef& ref);
  NeuronRef refOf(const QModelIndex& index) const;

  Workspace* workspace_;
  NeuronTreeModel* model_;
  NeuronFilterModel* filter_;
  SearchField* search_;
  QTreeView* view_;
  QStackedWidget* pages_;
  SetInfo* info_;
  QSet<int> expanded_;  ///< sets, as the user left them before a search
  bool searching_ = false;
  QSet<NeuronRef> selected_;  ///< all, where the view's selection does not hold all; else empty
  bool following_ = false;
  bool onCheckBox_ = false;  ///< the mouse was pressed there
};
