// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "ui/models/NeuronSets.hpp"

#include <QAbstractItemModel>
#include <QVariant>

#include <functional>

/// Neuron sets and below each its neurons. Keeps no object per row: 100,000 neurons cost nothing
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
  QVariant dataOfSet(const OpenSet& set, int column, int role) const;
  QVariant dataOfNeuron(const OpenSet& set, qint64 neuron, int column, int role) const;
  const OpenSet* entryOf(const QModelIndex& index) const;
  static bool isSet(const QModelIndex& index) { return index.internalId() == 0; }
  void tellChanged(int id);
  void tellVisibility(int id, qint64 first, qint64 count);

  NeuronSets* sets_;
  Decorator decorator_;
};
