// SPDX-License-Identifier: BSD-3-Clause
#include "ui/models/NeuronSets.hpp"

#include "compute/neuron/Plausibility.hpp"
#include "ui/models/NeuronsInMemory.hpp"
#include "ui/models/Palette.hpp"
#include "ui/text/Format.hpp"

#include <algorithm>
#include <utility>

namespace {
/// What follows from the unit.
void applyUnit(OpenSet& entry) {
  const auto units = unitsOf(entry);
  entry.neurons = std::make_shared<NeuronsInMemory>(entry.loaded, units);
  const auto size = entry.unit ? nblast::sizeOf(*entry.loaded, units) : nblast::SetSize();
  entry.medianSize_um = size.median_um;
  entry.tooLarge = size.tooLarge;
  entry.sizeConfirmed = false;
}

QStringList warningsOf(const OpenSet& entry) {
  QStringList warnings;
  if (!entry.unit) warnings.append(NeuronSets::tr("unit in doubt: %1").arg(entry.unitReason));
  if (entry.isSizeInQuestion()) {
    warnings.append(NeuronSets::tr("neurons of %1: is the unit right?")
                        .arg(toQString(nblast::lengthInWords(entry.medianSize_um))));
  } else if (entry.tooLarge > 0) {
    warnings.append(toQString(nblast::tooLargeInWords(entry.tooLarge)));
  }
  if (!entry.leftOut.empty()) {
    warnings.append(
        NeuronSets::tr("%Ln neuron(s) left out", nullptr, static_cast<int>(entry.leftOut.size())));
  }
  if (entry.passedOverFiles > 0) {
    warnings.append(NeuronSets::tr("%Ln other file(s) passed over", nullptr,
                                   static_cast<int>(entry.passedOverFiles)));
  }
  return warnings;
}
}  // namespace

int NeuronSets::addLoaded(const QString& title, std::vector<std::filesystem::path> paths,
                          std::shared_ptr<const nblast::NeuronSet> set) {
  auto entry = std::make_unique<OpenSet>();
  entry->title = title;
  entry->paths = std::move(paths);
  entry->unit = set->unit.unit;
  entry->unitReason = toQString(set->unit.reason);
  entry->leftOut = set->leftOut;
  entry->passedOverFiles = set->passedOverFiles;
  entry->statedFirst = !set->unit.stated.empty();
  entry->loaded = std::move(set);
  applyUnit(*entry);
  return add(std::move(entry), true);
}

int NeuronSets::addScoreFile(const QString& title, std::shared_ptr<const nblast::ScoreFile> file,
                             NeuronsInScoreFile::Axis axis) {
  auto entry = std::make_unique<OpenSet>();
  entry->title = title;
  entry->paths = {file->path()};
  entry->unit = nblast::LengthUnit{};
  entry->unitReason = tr("score files are in µm");
  entry->leftOut =
      axis == NeuronsInScoreFile::Axis::Queries ? file->queries().leftOut : file->targets().leftOut;
  entry->neurons = std::make_shared<NeuronsInScoreFile>(std::move(file), axis);
  return add(std::move(entry), false);
}

int NeuronSets::add(std::unique_ptr<OpenSet> entry, bool shown) {
  const int id = ++lastId_;
  entry->id = id;
  entry->colour = paletteColour(id - 1);
  entry->visible.assign(static_cast<std::size_t>(entry->count()), shown);
  entry->visibleCount = shown ? entry->count() : 0;
  entry->warnings = warningsOf(*entry);
  entry->sharedEnds = SharedEnds(entry->count(), [&](qint64 i) { return entry->neurons->name(i); });
  Q_EMIT aboutToBeAdded(count());
  entries_.push_back(std::move(entry));
  Q_EMIT added(id);
  return id;
}

void NeuronSets::remove(int id) {
  const int position = positionOf(id);
  if (position < 0) return;
  Q_EMIT aboutToBeRemoved(id);
  // Kept until the views have let go of it.
  const auto entry = std::move(entries_[static_cast<std::size_t>(position)]);
  entries_.erase(entries_.begin() + position);
  Q_EMIT removed(id);
}

int NeuronSets::positionOf(int id) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(),
                                  [id](const auto& entry) { return entry->id == id; });
  return found == entries_.end() ? -1 : static_cast<int>(found - entries_.begin());
}

const OpenSet* NeuronSets::find(int id) const {
  const int position = positionOf(id);
  return position < 0 ? nullptr : &at(position);
}

OpenSet* NeuronSets::findMutable(int id) {
  const int position = positionOf(id);
  return position < 0 ? nullptr : entries_[static_cast<std::size_t>(position)].get();
}

void NeuronSets::setTitle(int id, const QString& title) {
  auto* entry = findMutable(id);
  if (!entry || entry->title == title) return;
  entry->title = title;
  Q_EMIT changed(id);
}

void NeuronSets::setUnit(int id, const nblast::LengthUnit& unit, bool forAll,
                         const QString& chooser) {
  auto* entry = findMutable(id);
  if (!entry || !entry->loaded) return;
  const auto& found = entry->loaded->unit;
  const bool statedFirst = !forAll && found.silent > 0 && !found.stated.empty();
  const bool same = entry->unit == unit && entry->statedFirst == statedFirst;
  if (same && entry->unitConfirmed) return;
  entry->unit = unit;
  entry->statedFirst = statedFirst;
  entry->unitConfirmed = true;
  entry->unitReason = QStringLiteral("%1; %2").arg(
      chooser.isEmpty() ? tr("chosen by you") : chooser, toQString(found.reason));
  if (!same) applyUnit(*entry);
  entry->warnings = warningsOf(*entry);
  Q_EMIT changed(id);
}

void NeuronSets::confirmSize(int id) {
  auto* entry = findMutable(id);
  if (!entry || !entry->isSizeInQuestion()) return;
  entry->sizeConfirmed = true;
  entry->unitConfirmed = true;
  entry->warnings = warningsOf(*entry);
  Q_EMIT changed(id);
}

void NeuronSets::setColour(int id, quint32 argb) {
  auto* entry = findMutable(id);
  if (!entry || entry->colour == argb) return;
  entry->colour = argb;
  Q_EMIT changed(id);
}

void NeuronSets::setVisible(int id, bool visible) {
  auto* entry = findMutable(id);
  const qint64 wanted = entry && visible ? entry->count() : 0;
  if (!entry || entry->visibleCount == wanted) return;
  entry->visible.assign(entry->visible.size(), visible);
  entry->visibleCount = wanted;
  Q_EMIT visibilityChanged(id, 0, entry->count());
}

void NeuronSets::setNeuronVisible(int id, qint64 neuron, bool visible) {
  auto* entry = findMutable(id);
  if (!entry || neuron < 0 || neuron >= entry->count()) return;
  const auto i = static_cast<std::size_t>(neuron);
  if (entry->visible[i] == visible) return;
  entry->visible[i] = visible;
  entry->visibleCount += visible ? 1 : -1;
  Q_EMIT visibilityChanged(id, neuron, 1);
}

QString NeuronSets::whyNotScorable(int id) const {
  const auto* entry = find(id);
  if (!entry) return tr("The set is not open any more: choose another one.");
  if (!entry->loaded) {
    return tr("“%1” lives in a score file, which does not keep the original neurons: open the "
              "files that it was made from.")
        .arg(entry->title);
  }
  if (entry->count() == 0) return tr("“%1” has no neurons.").arg(entry->title);
  if (!entry->unit) {
    return tr("The length unit of “%1” is in doubt (%2): choose it first.")
        .arg(entry->title, entry->unitReason);
  }
  return sizeQuestion(id);
}

QString NeuronSets::sizeQuestion(int id) const {
  const auto* entry = find(id);
  if (!entry || !entry->isSizeInQuestion()) return {};
  return tr("The neurons of “%1” would be %2 across (the median one), but neurons are %3 to %4. "
            "Is %5 right? (%6)")
      .arg(entry->title, toQString(nblast::lengthInWords(entry->medianSize_um)),
           toQString(nblast::lengthInWords(nblast::kSmallestNeuron_um)),
           toQString(nblast::lengthInWords(nblast::kLargestNeuron_um)), unitsInWords(*entry),
           entry->unitReason);
}

nblast::LoadedInputs NeuronSets::inputsFor(int queryId, int targetId, nblast::JobSpec* spec) const {
  const auto* queries = find(queryId);
  const auto* targets = targetId == queryId ? nullptr : find(targetId);
  spec->queries = queries->paths;
  spec->queryUnit = unitsOf(*queries);
  spec->targets.clear();
  spec->targetUnit.reset();
  auto prepared = prepared_.lock();
  if (!prepared) prepared_ = prepared = std::make_shared<nblast::PreparedCache>();
  if (!targets) return {queries->loaded, nullptr, prepared};
  spec->targets = targets->paths;
  spec->targetUnit = unitsOf(*targets);
  return {queries->loaded, targets->loaded, prepared};
}
