// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/Selection.hpp"

#include <utility>

void Selection::clear() {
  assign(-1, {});
}

void Selection::select(qint64 query, const QVector<qint64>& targets) {
  assign(query, targets);
}

void Selection::selectQuery(qint64 query) {
  assign(query, {});
}

void Selection::selectPair(qint64 query, qint64 target) {
  assign(query, {target});
}

void Selection::setTargets(const QVector<qint64>& targets) {
  assign(query_, targets);
}

void Selection::toggleTarget(qint64 target) {
  auto targets = targets_;
  if (!targets.removeOne(target)) targets.append(target);
  assign(query_, std::move(targets));
}

void Selection::assign(qint64 query, QVector<qint64> targets) {
  if (query == query_ && targets == targets_) return;
  query_ = query;
  targets_ = std::move(targets);
  Q_EMIT changed();
}
