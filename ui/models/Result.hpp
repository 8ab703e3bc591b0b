// SPDX-License-Identifier: BSD-3-Clause
#pragma once
#include "compute/scorefile/ScoreFile.hpp"
#include "ui/models/NeuronList.hpp"
#include "ui/text/SharedEnds.hpp"

#include <QHash>
#include <QString>

#include <memory>
#include <vector>

/// An open result: the scores, and which neurons of the window's sets their rows and columns are
/// (matched by name: a job may have left neurons out). It keeps its neurons alive, so it goes on
/// working when a set is closed. Immutable; any thread.
class Result {
 public:
  /// The set a side was scored from. Without neurons the score file's own are used.
  struct Side {
    int setId = 0;
    std::shared_ptr<const NeuronList> neurons;
  };
  /// In an all-by-all both sides are the same: targets is not looked at. Cost: one look at every
  /// name.
  Result(std::shared_ptr<const nblast::ScoreFile> file, Side queries, Side targets);

  const std::shared_ptr<const nblast::ScoreFile>& file() const { return file_; }
  bool isAllByAll() const { return file_->isAllByAll(); }
  qint64 rows() const { return file_->queries().size(); }
  qint64 columns() const { return file_->targets().size(); }
  int querySetId() const { return queries_.setId; }
  int targetSetId() const { return targets_.setId; }

  QString queryName(qint64 row) const;
  QString targetName(qint64 column) const;
  /// What the names of the targets share, and a name without what its side shares: as views show
  /// it.
  const SharedEnds& targetEnds() const { return targets_.ends; }
  QString shownQueryName(qint64 row) const;
  QString shownTargetName(qint64 column) const;

  qint64 queryNeuron(qint64 row) const;  ///< index in the query set; -1: the set does not have it
  qint64 targetNeuron(
      qint64 column) const;  ///< index in the target set; -1: the set does not have it
  qint64 rowOfQuery(qint64 neuron) const;  ///< -1: the job left it out
  qint64 columnOfTarget(qint64 neuron) const;

  /// For drawing, in µm, of what was scored. Without points where neither set nor file has any.
  /// @throws IoError
  std::shared_ptr<const nblast::Skeleton> queryGeometry(qint64 row) const;
  std::shared_ptr<const nblast::Skeleton> targetGeometry(qint64 column) const;

 private:
  struct Links {
    int setId = 0;
    std::shared_ptr<const NeuronList> neurons;
    std::shared_ptr<const NeuronList> fromFile;
    std::vector<qint64> neuronOfRow;
    std::vector<qint64> rowOfNeuron;
    SharedEnds ends;
  };
  static Links link(Side side, std::shared_ptr<const NeuronList> fromFile);
  static bool linkInOrder(Links* links);
  static void linkByName(Links* links);
  static void join(Links* links, qint64 row, qint64 neuron);
  static std::shared_ptr<const nblast::Skeleton> geometry(const Links& links, qint64 row);

  std::shared_ptr<const nblast::ScoreFile> file_;
  Links queries_, targets_;
};
