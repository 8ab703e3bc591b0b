#include "ui/models/Result.hpp"

#include "ui/models/Format.hpp"

#include <utility>

Result::Result(std::shared_ptr<const nblast::ScoreFile> file, Side queries, Side targets)
    : file_(std::move(file)) {
  using Axis = ScoreFileNeurons::Axis;
  queries_ = link(std::move(queries), std::make_shared<ScoreFileNeurons>(file_, Axis::Queries));
  targets_ = file_->isAllByAll() ? queries_
                                 : link(std::move(targets),
                                        std::make_shared<ScoreFileNeurons>(file_, Axis::Targets));
}

Result::Links Result::link(Side side, std::shared_ptr<const NeuronProvider> fromFile) {
  Links links;
  links.setId = side.setId;
  links.neurons = side.neurons ? std::move(side.neurons) : fromFile;
  links.fromFile = std::move(fromFile);
  links.ends =
      SharedEnds(links.fromFile->count(), [&](qint64 i) { return links.fromFile->key(i); });
  const qint64 rows = links.fromFile->count();
  const qint64 neurons = links.neurons->count();
  QHash<QString, qint64> neuronOfKey;
  neuronOfKey.reserve(neurons);
  for (qint64 i = 0; i < neurons; ++i)
    neuronOfKey.insert(links.neurons->key(i), i);
  links.neuronOfRow.assign(static_cast<std::size_t>(rows), -1);
  links.rowOfNeuron.assign(static_cast<std::size_t>(neurons), -1);
  for (qint64 row = 0; row < rows; ++row) {
    const qint64 neuron = neuronOfKey.value(links.fromFile->key(row), -1);
    if (neuron < 0) continue;
    links.neuronOfRow[static_cast<std::size_t>(row)] = neuron;
    links.rowOfNeuron[static_cast<std::size_t>(neuron)] = row;
  }
  return links;
}

namespace {
qint64 lookUp(const std::vector<qint64>& indices, qint64 i) {
  return i < 0 || i >= static_cast<qint64>(indices.size()) ? -1
                                                           : indices[static_cast<std::size_t>(i)];
}
}  // namespace

QString Result::queryName(qint64 row) const {
  return queries_.fromFile->key(row);
}

QString Result::targetName(qint64 column) const {
  return targets_.fromFile->key(column);
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

std::shared_ptr<const nblast::NeuronGeometry> Result::geometry(const Links& links, qint64 row) {
  const qint64 neuron = lookUp(links.neuronOfRow, row);
  return neuron >= 0 ? links.neurons->geometry(neuron) : links.fromFile->geometry(row);
}

std::shared_ptr<const nblast::NeuronGeometry> Result::queryGeometry(qint64 row) const {
  return geometry(queries_, row);
}

std::shared_ptr<const nblast::NeuronGeometry> Result::targetGeometry(qint64 column) const {
  return geometry(targets_, column);
}
