// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/Result.hpp"

#include "ui/models/NeuronsInScoreFile.hpp"

#include <utility>

Result::Result(std::shared_ptr<const nblast::ScoreFile> file, Side queries, Side targets)
    : file_(std::move(file)) {
  using Axis = NeuronsInScoreFile::Axis;
  queries_ = link(std::move(queries), std::make_shared<NeuronsInScoreFile>(file_, Axis::Queries));
  targets_ = file_->isAllByAll() ? queries_
                                 : link(std::move(targets),
                                        std::make_shared<NeuronsInScoreFile>(file_, Axis::Targets));
}

Result::Links Result::link(Side side, std::shared_ptr<const NeuronList> fromFile) {
  Links links;
  links.setId = side.setId;
  links.neurons = side.neurons ? std::move(side.neurons) : fromFile;
  links.fromFile = std::move(fromFile);
  links.ends =
      SharedEnds(links.fromFile->count(), [&](qint64 i) { return links.fromFile->name(i); });
  links.neuronOfRow.assign(static_cast<std::size_t>(links.fromFile->count()), -1);
  links.rowOfNeuron.assign(static_cast<std::size_t>(links.neurons->count()), -1);
  if (!linkInOrder(&links)) linkByName(&links);
  return links;
}

void Result::join(Links* links, qint64 row, qint64 neuron) {
  links->neuronOfRow[static_cast<std::size_t>(row)] = neuron;
  links->rowOfNeuron[static_cast<std::size_t>(neuron)] = row;
}

/// A job keeps the order of its set and may have left neurons out: then no name need be looked up.
bool Result::linkInOrder(Links* links) {
  const qint64 neurons = links->neurons->count();
  qint64 neuron = 0;
  for (qint64 row = 0; row < links->fromFile->count(); ++row, ++neuron) {
    const QString name = links->fromFile->name(row);
    while (neuron < neurons && links->neurons->name(neuron) != name)
      ++neuron;
    if (neuron == neurons) return false;
    join(links, row, neuron);
  }
  return true;
}

void Result::linkByName(Links* links) {
  QHash<QString, qint64> neuronOfName;
  neuronOfName.reserve(links->neurons->count());
  for (qint64 i = 0; i < links->neurons->count(); ++i)
    neuronOfName.insert(links->neurons->name(i), i);
  links->neuronOfRow.assign(links->neuronOfRow.size(), -1);
  links->rowOfNeuron.assign(links->rowOfNeuron.size(), -1);
  for (qint64 row = 0; row < links->fromFile->count(); ++row) {
    const qint64 neuron = neuronOfName.value(links->fromFile->name(row), -1);
    if (neuron >= 0) join(links, row, neuron);
  }
}

namespace {
qint64 lookUp(const std::vector<qint64>& indices, qint64 i) {
  return i < 0 || i >= static_cast<qint64>(indices.size()) ? -1
                                                           : indices[static_cast<std::size_t>(i)];
}
}  // namespace

QString Result::queryName(qint64 row) const {
  return queries_.fromFile->name(row);
}

QString Result::targetName(qint64 column) const {
  return targets_.fromFile->name(column);
}

QString Result::shownQueryName(qint64 row) const {
  return queries_.ends.without(queryName(row));
}

QString Result::shownTargetName(qint64 column) const {
  return targets_.ends.without(targetName(column));
}

qint64 Result::queryNeuron(qint64 row) const {
  return lookUp(queries_.neuronOfRow, row);
}

qint64 Result::targetNeuron(qint64 column) const {
  return lookUp(targets_.neuronOfRow, column);
}

qint64 Result::rowOfQuery(qint64 neuron) const {
  return lookUp(queries_.rowOfNeuron, neuron);
}

qint64 Result::columnOfTarget(qint64 neuron) const {
  return lookUp(targets_.rowOfNeuron, neuron);
}

std::shared_ptr<const nblast::Skeleton> Result::geometry(const Links& links, qint64 row) {
  const qint64 neuron = lookUp(links.neuronOfRow, row);
  return neuron >= 0 ? links.neurons->geometry(neuron) : links.fromFile->geometry(row);
}

std::shared_ptr<const nblast::Skeleton> Result::queryGeometry(qint64 row) const {
  return geometry(queries_, row);
}

std::shared_ptr<const nblast::Skeleton> Result::targetGeometry(qint64 column) const {
  return geometry(targets_, column);
}
