// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include <QObject>
#include <QVector>

/// The one selection: a click in the heatmap, the table, the tree or the scene changes this, and
/// all views listen to it; no view calls another. Rows and columns are indices into the open
/// result's queries and targets.
class Selection : public QObject {
  Q_OBJECT
 public:
  using QObject::QObject;

  qint64 query() const { return query_; }  ///< -1: none
  /// The selected matches, the current one last.
  const QVector<qint64>& targets() const { return targets_; }

  void clear();
  void select(qint64 query, const QVector<qint64>& targets);
  void selectQuery(qint64 query);  ///< and forgets the targets
  void selectPair(qint64 query, qint64 target);
  void setTargets(const QVector<qint64>& targets);
  void toggleTarget(qint64 target);

 Q_SIGNALS:
  void changed();  ///< only if something really changed

 private:
  void assign(qint64 query, QVector<qint64> targets);
  qint64 query_ = -1;
  QVector<qint64> targets_;
};
