// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/NeuronFilterModel.hpp"

#include <algorithm>
#include <numeric>

namespace {
// A set's index carries 0, a neuron's the id of its set: as in the tree itself.
constexpr quintptr kSetMark = 0;

std::size_t at(qint64 i) {
  return static_cast<std::size_t>(i);
}
}  // namespace

void NeuronFilterModel::setSourceModel(QAbstractItemModel* tree) {
  tree_ = qobject_cast<NeuronTreeModel*>(tree);
  Q_ASSERT(tree_ != nullptr);
  QAbstractProxyModel::setSourceModel(tree);
  using Tree = NeuronTreeModel;
  connect(tree_, &Tree::rowsInserted, this,
          [this](const QModelIndex&, int first, int last) { setsInserted(first, last); });
  connect(tree_, &Tree::rowsAboutToBeRemoved, this,
          [this](const QModelIndex&, int first, int last) { setsAboutToBeRemoved(first, last); });
  connect(tree_, &Tree::modelReset, this, &NeuronFilterModel::rebuild);
  connect(tree_, &Tree::dataChanged, this, &NeuronFilterModel::tellChanged);
  rebuild();
}

void NeuronFilterModel::setSearch(const QString& text) {
  const auto trimmed = text.trimmed();
  if (trimmed == search_) return;
  search_ = trimmed;
  rebuild();
}

void NeuronFilterModel::sort(int column, Qt::SortOrder order) {
  if (column == sortColumn_ && order == sortOrder_) return;
  sortColumn_ = column;
  sortOrder_ = order;
  rebuild();
}

NeuronFilterModel::Branch NeuronFilterModel::branchOf(int setId) const {
  const QModelIndex set = tree_->setIndex(setId);
  const int count = tree_->rowCount(set);
  Branch branch{setId, {}, std::vector<qint32>(at(count), -1)};
  const auto contains = [this](const QModelIndex& index) {
    return index.data().toString().contains(search_, Qt::CaseInsensitive);
  };
  const bool all = search_.isEmpty() || contains(set);
  for (int neuron = 0; neuron < count; ++neuron) {
    if (all || contains(tree_->neuronIndex(setId, neuron))) branch.neurons.push_back(neuron);
  }
  sortBranch(&branch);
  for (std::size_t row = 0; row < branch.neurons.size(); ++row)
    branch.rows[at(branch.neurons[row])] = static_cast<qint32>(row);
  return branch;
}

/// A set without a neuron that is looked for is not shown; one that is empty is, while nothing is
/// looked for.
bool NeuronFilterModel::isShown(const Branch& branch) const {
  return search_.isEmpty() || !branch.neurons.empty() ||
         tree_->setIndex(branch.setId).data().toString().contains(search_, Qt::CaseInsensitive);
}

void NeuronFilterModel::sortBranch(Branch* branch) const {
  if (sortColumn_ < 0) return;
  const auto by = [&](const auto& keys) {
    std::stable_sort(branch->neurons.begin(), branch->neurons.end(), [&](qint32 a, qint32 b) {
      return sortOrder_ == Qt::AscendingOrder ? keys[at(a)] < keys[at(b)]
                                              : keys[at(b)] < keys[at(a)];
    });
  };
  const auto value = [&](qint32 neuron) {
    return tree_->neuronIndex(branch->setId, neuron, sortColumn_).data(NeuronTreeModel::SortRole);
  };
  if (sortColumn_ == NeuronTreeModel::PointsColumn) {
    std::vector<qint64> points(branch->rows.size());
    for (const qint32 neuron : branch->neurons)
      points[at(neuron)] = value(neuron).toLongLong();
    return by(points);
  }
  std::vector<QString> texts(branch->rows.size());
  for (const qint32 neuron : branch->neurons)
    texts[at(neuron)] = value(neuron).toString().toCaseFolded();
  by(texts);
}

void NeuronFilterModel::rebuild() {
  beginResetModel();
  branches_.clear();
  for (int row = 0; row < tree_->rowCount(); ++row) {
    Branch branch = branchOf(tree_->index(row, 0).data(NeuronTreeModel::SetIdRole).toInt());
    if (isShown(branch)) branches_.push_back(std::move(branch));
  }
  endResetModel();
}

void NeuronFilterModel::setsInserted(int first, int last) {
  for (int row = first; row <= last; ++row) {
    Branch branch = branchOf(tree_->index(row, 0).data(NeuronTreeModel::SetIdRole).toInt());
    if (!isShown(branch)) continue;
    // New sets come last in the tree.
    const int position = static_cast<int>(branches_.size());
    beginInsertRows({}, position, position);
    branches_.push_back(std::move(branch));
    endInsertRows();
  }
}

void NeuronFilterModel::setsAboutToBeRemoved(int first, int last) {
  for (int row = first; row <= last; ++row) {
    const int id = tree_->index(row, 0).data(NeuronTreeModel::SetIdRole).toInt();
    const int position = positionOf(id);
    if (position < 0) continue;
    beginRemoveRows({}, position, position);
    branches_.erase(branches_.begin() + position);
    endRemoveRows();
  }
}

void NeuronFilterModel::tellChanged(const QModelIndex& first, const QModelIndex& last,
                                    const QList<int>& roles) {
  if (!first.parent().isValid()) {
    for (int row = first.row(); row <= last.row(); ++row) {
      const QModelIndex set = mapFromSource(first.siblingAtRow(row));
      if (set.isValid()) Q_EMIT dataChanged(set, set.siblingAtColumn(last.column()), roles);
    }
    return;
  }
  const int setId = static_cast<int>(first.internalId());
  const Branch* branch = find(setId);
  if (branch == nullptr || branch->neurons.empty()) return;
  int top = 0;
  int bottom = static_cast<int>(branch->neurons.size()) - 1;
  if (first.row() == last.row()) top = bottom = rowOf(setId, first.row());
  if (top < 0) return;
  const QModelIndex set = index(positionOf(setId), 0);
  Q_EMIT dataChanged(index(top, first.column(), set), index(bottom, last.column(), set), roles);
}

int NeuronFilterModel::positionOf(int setId) const {
  const auto found = std::find_if(branches_.begin(), branches_.end(),
                                  [setId](const Branch& branch) { return branch.setId == setId; });
  return found == branches_.end() ? -1 : static_cast<int>(found - branches_.begin());
}

const NeuronFilterModel::Branch* NeuronFilterModel::find(int setId) const {
  const int position = positionOf(setId);
  return position < 0 ? nullptr : &branches_[at(position)];
}

int NeuronFilterModel::rowOf(int setId, qint64 neuron) const {
  const Branch* branch = find(setId);
  const bool isKnown =
      branch != nullptr && neuron >= 0 && neuron < static_cast<qint64>(branch->rows.size());
  return isKnown ? branch->rows[at(neuron)] : -1;
}

qint64 NeuronFilterModel::neuronAt(int setId, int row) const {
  const Branch* branch = find(setId);
  const bool isKnown =
      branch != nullptr && row >= 0 && row < static_cast<qint64>(branch->neurons.size());
  return isKnown ? branch->neurons[at(row)] : -1;
}

QModelIndex NeuronFilterModel::mapToSource(const QModelIndex& shown) const {
  if (!shown.isValid()) return {};
  if (shown.internalId() == kSetMark)
    return tree_->setIndex(branches_[at(shown.row())].setId, shown.column());
  const int setId = static_cast<int>(shown.internalId());
  return tree_->neuronIndex(setId, neuronAt(setId, shown.row()), shown.column());
}

QModelIndex NeuronFilterModel::mapFromSource(const QModelIndex& source) const {
  if (!source.isValid()) return {};
  if (source.internalId() == kSetMark) {
    const int position = positionOf(source.data(NeuronTreeModel::SetIdRole).toInt());
    return position < 0 ? QModelIndex() : createIndex(position, source.column(), kSetMark);
  }
  const int row = rowOf(static_cast<int>(source.internalId()), source.row());
  return row < 0 ? QModelIndex() : createIndex(row, source.column(), source.internalId());
}

QModelIndex NeuronFilterModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  if (!parent.isValid()) return createIndex(row, column, kSetMark);
  return createIndex(row, column, static_cast<quintptr>(branches_[at(parent.row())].setId));
}

QModelIndex NeuronFilterModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == kSetMark) return {};
  const int position = positionOf(static_cast<int>(child.internalId()));
  return position < 0 ? QModelIndex() : createIndex(position, 0, kSetMark);
}

int NeuronFilterModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(branches_.size());
  if (parent.internalId() != kSetMark || parent.column() != 0) return 0;
  return static_cast<int>(branches_[at(parent.row())].neurons.size());
}

int NeuronFilterModel::columnCount(const QModelIndex&) const {
  return NeuronTreeModel::ColumnCount;
}

bool NeuronFilterModel::hasChildren(const QModelIndex& parent) const {
  return rowCount(parent) > 0;
}

QVariant NeuronFilterModel::headerData(int section, Qt::Orientation orientation, int role) const {
  return tree_->headerData(section, orientation, role);
}
