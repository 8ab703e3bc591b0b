// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/models/NeuronSets.hpp"

#include <QAbstractItemModel>
#include <QAbstractProxyModel>
#include <QVariant>

#include <functional>
#include <vector>

/// Neuron sets and below each its neurons. Keeps no object a row: 100,000 neurons cost nothing
/// until they are shown. The check box says whether a neuron (or a whole set) is visible in 3D.
/// Read and written through NeuronSets alone.
class NeuronTreeModel : public QAbstractItemModel {
  Q_OBJECT
 public:
  enum Column { NameColumn, PointsColumn, NotesColumn, ColumnCount };
  enum Role {
    SetIdRole = Qt::UserRole,  ///< int
    NeuronRole,                ///< qint64 index in its set; -1 on a set
    ColourRole,                ///< quint32 0xFFRRGGBB
    SortRole,                  ///< number or text to sort by
    ShownNameRole,             ///< a neuron's name without what all of its set share; a set's title
  };
  /// Makes a view's decoration (a QColor, an icon) from a colour: this library does without Qt Gui.
  using Decorator = std::function<QVariant(quint32 argb)>;

  /// @param sets must outlive the model
  explicit NeuronTreeModel(NeuronSets* sets, QObject* parent = nullptr);
  void setDecorator(Decorator decorator);

  QModelIndex setIndex(int id, int column = NameColumn) const;
  QModelIndex neuronIndex(int id, qint64 neuron, int column = NameColumn) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  using QObject::parent;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  bool hasChildren(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;

 private:
  QVariant dataOfSet(const NeuronSetEntry& set, int column, int role) const;
  QVariant dataOfNeuron(const NeuronSetEntry& set, qint64 neuron, int column, int role) const;
  const NeuronSetEntry* entryOf(const QModelIndex& index) const;
  static bool isSet(const QModelIndex& index) { return index.internalId() == 0; }
  void tellChanged(int id);
  void tellVisibility(int id, qint64 first, qint64 count);

  NeuronSets* sets_;
  Decorator decorator_;
};

/// The tree narrowed to names that contain a text (in any case) and sorted within each set; a set
/// whose title contains it keeps all its neurons. Begins anew (a model reset) when either changes:
/// telling views of every row that comes or goes would take seconds at 30,000 neurons.
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
