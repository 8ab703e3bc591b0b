// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/models/NeuronTreeModel.hpp"

#include <QAbstractProxyModel>
#include <QString>

#include <vector>

/// The tree narrowed to names that contain a text (in any case) and sorted within each set; a set
/// whose title contains it keeps all its neurons. Begins anew (a model reset) when either changes:
/// announcing to the views every row that comes or goes would take seconds at 30,000 neurons.
class NeuronFilterModel : public QAbstractProxyModel {
  Q_OBJECT
 public:
  using QAbstractProxyModel::QAbstractProxyModel;

  /// @param tree a NeuronTreeModel; must outlive this model
  void setSourceModel(QAbstractItemModel* tree) override;
  void setSearch(const QString& text);
  const QString& search() const { return search_; }

  /// A neuron's row below its set, and the other way round; -1: it is not shown. Cost: none.
  int rowOf(int setId, qint64 neuron) const;
  qint64 neuronAt(int setId, int row) const;

  QModelIndex mapToSource(const QModelIndex& shown) const override;
  QModelIndex mapFromSource(const QModelIndex& source) const override;
  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  /// Of the neurons in their sets; sets stay in the order in which they were opened. Column -1: the
  /// order in which they were read.
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

 private:
  /// A set that is shown.
  struct Branch {
    int setId = 0;
    std::vector<qint32> neurons;  ///< by row
    std::vector<qint32> rows;     ///< by neuron; -1: not shown
  };
  Branch branchOf(int setId) const;
  bool isShown(const Branch& branch) const;
  void sortBranch(Branch* branch) const;
  void rebuild();
  void setsInserted(int first, int last);
  void setsAboutToBeRemoved(int first, int last);
  void tellChanged(const QModelIndex& first, const QModelIndex& last, const QList<int>& roles);
  const Branch* find(int setId) const;
  int positionOf(int setId) const;

  NeuronTreeModel* tree_ = nullptr;
  std::vector<Branch> branches_;
  QString search_;
  int sortColumn_ = -1;
  Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
};
