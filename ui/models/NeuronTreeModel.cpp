// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/NeuronTreeModel.hpp"

#include "ui/text/Format.hpp"

#include <utility>

namespace {
// A set's index carries 0; a neuron's carries the id of its set (ids begin at 1).
constexpr quintptr kSetMark = 0;

Qt::CheckState checkState(const OpenSet& set) {
  if (set.visibleCount == 0) return Qt::Unchecked;
  return set.visibleCount == set.count() ? Qt::Checked : Qt::PartiallyChecked;
}

QString unitNote(const OpenSet& set) {
  return set.unit ? formatUnit(*set.unit) : NeuronTreeModel::tr("unit?");
}

QString pathsOf(const OpenSet& set) {
  QStringList paths;
  for (const auto& path : set.paths)
    paths.append(toQString(path));
  constexpr int kShown = 8;
  if (paths.size() > kShown) {
    const auto more = paths.size() - kShown;
    paths.resize(kShown);
    paths.append(NeuronTreeModel::tr("… and %Ln more", nullptr, static_cast<int>(more)));
  }
  return paths.join(QLatin1Char('\n'));
}

QString tipOf(const OpenSet& set) {
  QString tip = NeuronTreeModel::tr("%1\n%2\nUnit: %3 (%4)")
                    .arg(set.title, pathsOf(set), unitsInWords(set), set.unitReason);
  if (!set.sharedEnds.isEmpty())
    tip += NeuronTreeModel::tr("\nAll names: %1").arg(set.sharedEnds.pattern());
  return tip;
}
}  // namespace

NeuronTreeModel::NeuronTreeModel(NeuronSets* sets, QObject* parent)
    : QAbstractItemModel(parent), sets_(sets) {
  connect(sets, &NeuronSets::aboutToBeAdded, this,
          [this](int position) { beginInsertRows({}, position, position); });
  connect(sets, &NeuronSets::added, this, [this] { endInsertRows(); });
  connect(sets, &NeuronSets::aboutToBeRemoved, this, [this](int id) {
    const int position = sets_->positionOf(id);
    beginRemoveRows({}, position, position);
  });
  connect(sets, &NeuronSets::removed, this, [this] { endRemoveRows(); });
  connect(sets, &NeuronSets::changed, this, &NeuronTreeModel::tellChanged);
  connect(sets, &NeuronSets::visibilityChanged, this, &NeuronTreeModel::tellVisibility);
}

void NeuronTreeModel::setDecorator(Decorator decorator) {
  beginResetModel();
  decorator_ = std::move(decorator);
  endResetModel();
}

QModelIndex NeuronTreeModel::setIndex(int id, int column) const {
  const int position = sets_->positionOf(id);
  return position < 0 ? QModelIndex() : createIndex(position, column, kSetMark);
}

QModelIndex NeuronTreeModel::neuronIndex(int id, qint64 neuron, int column) const {
  const auto* entry = sets_->find(id);
  if (!entry || neuron < 0 || neuron >= entry->count()) return {};
  return createIndex(static_cast<int>(neuron), column, static_cast<quintptr>(id));
}

QModelIndex NeuronTreeModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  if (!parent.isValid()) return createIndex(row, column, kSetMark);
  return createIndex(row, column, static_cast<quintptr>(sets_->at(parent.row()).id));
}

QModelIndex NeuronTreeModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || isSet(child)) return {};
  return setIndex(static_cast<int>(child.internalId()));
}

int NeuronTreeModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return sets_->count();
  if (!isSet(parent) || parent.column() != NameColumn) return 0;
  return static_cast<int>(sets_->at(parent.row()).count());
}

int NeuronTreeModel::columnCount(const QModelIndex&) const {
  return ColumnCount;
}

bool NeuronTreeModel::hasChildren(const QModelIndex& parent) const {
  return rowCount(parent) > 0;
}

const OpenSet* NeuronTreeModel::entryOf(const QModelIndex& index) const {
  return isSet(index) ? &sets_->at(index.row()) : sets_->find(static_cast<int>(index.internalId()));
}

QVariant NeuronTreeModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
  const auto& set = *entryOf(index);
  const int column = index.column();
  switch (role) {
    case SetIdRole:
      return set.id;
    case ColourRole:
      return set.colour;
    case Qt::DecorationRole:
      return column == NameColumn && decorator_ ? decorator_(set.colour) : QVariant();
    case Qt::TextAlignmentRole:
      return column == PointsColumn ? int(Qt::AlignRight | Qt::AlignVCenter)
                                    : int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
      return isSet(index) ? dataOfSet(set, column, role)
                          : dataOfNeuron(set, index.row(), column, role);
  }
}

QVariant NeuronTreeModel::dataOfSet(const OpenSet& set, int column, int role) const {
  const auto notes = QStringList{unitNote(set)} + set.warnings;
  switch (role) {
    case NeuronRole:
      return qint64(-1);
    case Qt::CheckStateRole:
      return column == NameColumn ? QVariant(checkState(set)) : QVariant();
    case Qt::ToolTipRole:
      return tipOf(set);
    case ShownNameRole:
      return set.title;
    case SortRole:
      if (column == PointsColumn) return set.count();
      [[fallthrough]];
    case Qt::DisplayRole:
      if (column == NameColumn) return set.title;
      if (column == NotesColumn) return notes.join(QStringLiteral(" · "));
      return tr("%Ln neuron(s)", nullptr, static_cast<int>(set.count()));
    default:
      return {};
  }
}

QVariant NeuronTreeModel::dataOfNeuron(const OpenSet& set, qint64 neuron, int column,
                                       int role) const {
  const auto& neurons = *set.neurons;
  switch (role) {
    case NeuronRole:
      return neuron;
    case Qt::CheckStateRole:
      if (column != NameColumn) return {};
      return set.visible[static_cast<std::size_t>(neuron)] ? Qt::Checked : Qt::Unchecked;
    case ShownNameRole:
      return set.sharedEnds.without(neurons.name(neuron));
    case Qt::ToolTipRole:
      return (QStringList{neurons.name(neuron), neurons.source(neuron)} + neurons.warnings(neuron))
          .join('\n');
    case SortRole:
      if (column == PointsColumn) return neurons.pointCount(neuron);
      [[fallthrough]];
    case Qt::DisplayRole: {
      if (column == NameColumn) return neurons.name(neuron);
      if (column == PointsColumn) return formatCount(neurons.pointCount(neuron));
      const auto warnings = neurons.warnings(neuron);
      if (warnings.size() <= 1) return warnings.value(0);
      return tr("%Ln warning(s)", nullptr, static_cast<int>(warnings.size()));
    }
    default:
      return {};
  }
}

bool NeuronTreeModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  if (role != Qt::CheckStateRole || index.column() != NameColumn) return false;
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
  const bool visible = value.toInt() == Qt::Checked;
  const int id = entryOf(index)->id;
  if (isSet(index)) {
    sets_->setVisible(id, visible);
  } else {
    sets_->setNeuronVisible(id, index.row(), visible);
  }
  return true;
}

QVariant NeuronTreeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  // The first click on the points shows the largest.
  if (role == Qt::InitialSortOrderRole && section == PointsColumn) return int(Qt::DescendingOrder);
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case NameColumn:
      return tr("Neurons");
    case PointsColumn:
      return tr("Points");
    case NotesColumn:
      return tr("Unit / warnings");
    default:
      return {};
  }
}

Qt::ItemFlags NeuronTreeModel::flags(const QModelIndex& index) const {
  if (!index.isValid()) return Qt::NoItemFlags;
  Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
  if (index.column() == NameColumn) flags |= Qt::ItemIsUserCheckable;
  if (!isSet(index)) flags |= Qt::ItemNeverHasChildren;
  return flags;
}

void NeuronTreeModel::tellChanged(int id) {
  Q_EMIT dataChanged(setIndex(id), setIndex(id, ColumnCount - 1));
  const qint64 last = sets_->find(id)->count() - 1;
  if (last >= 0)  // the colour is on every row
    Q_EMIT dataChanged(neuronIndex(id, 0), neuronIndex(id, last, ColumnCount - 1),
                       {Qt::DecorationRole, ColourRole});
}

void NeuronTreeModel::tellVisibility(int id, qint64 first, qint64 count) {
  const QList<int> roles{Qt::CheckStateRole};
  Q_EMIT dataChanged(setIndex(id), setIndex(id), roles);
  if (count > 0)
    Q_EMIT dataChanged(neuronIndex(id, first), neuronIndex(id, first + count - 1), roles);
}
