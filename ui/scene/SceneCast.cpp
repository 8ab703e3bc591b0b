// SPDX-License-Identifier: BSD-3-Clause
#include "ui/scene/SceneCast.hpp"

#include "compute/analysis/Matches.hpp"
#include "compute/base/Error.hpp"
#include "ui/models/Palette.hpp"
#include "ui/text/ScoreText.hpp"
#include "ui/text/Text.hpp"

#include <QCoreApplication>

#include <algorithm>
#include <numeric>
#include <vector>

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("SceneCast", text);
}

SceneRequest::Member memberOf(const OpenSet& set, qint64 neuron, const QColor& colour) {
  const QString name = set.neurons->name(neuron);
  return {{set.id, neuron}, name, set.sharedEnds.without(name), colour, set.neurons};
}

/// How many neurons of each set are drawn, at most `most` in all: a small set whole, the large
/// ones in equal parts.
std::vector<qint64> fairParts(const std::vector<qint64>& counts, qint64 most) {
  std::vector<std::size_t> smallFirst(counts.size());
  std::iota(smallFirst.begin(), smallFirst.end(), std::size_t{0});
  std::stable_sort(smallFirst.begin(), smallFirst.end(),
                   [&](std::size_t a, std::size_t b) { return counts[a] < counts[b]; });
  std::vector<qint64> parts(counts.size());
  auto left = static_cast<qint64>(counts.size());
  for (const std::size_t i : smallFirst) {
    const qint64 equal = std::max(std::min<qint64>(1, most), most / left--);
    parts[i] = std::min(counts[i], equal);
    most -= parts[i];
  }
  return parts;
}

/// The checked neurons of all sets whose unit is known; evenly taken from a set that has too many
/// to make out, which still gives the picture of the whole.
void addChecked(const NeuronSets& sets, const QSet<NeuronRef>& shown, SceneRequest* request) {
  std::vector<qint64> counts;
  for (int s = 0; s < sets.count(); ++s) {
    const auto& set = sets.at(s);
    // One of unknown size would dwarf the others, or vanish.
    counts.push_back(set.unit ? set.visibleCount : 0);
    request->allChecked += counts.back();
    if (!set.unit) request->doubtful = set.title;
  }
  const auto parts = fairParts(counts, SceneRequest::kMostChecked);
  for (int s = 0; s < sets.count(); ++s) {
    const auto& set = sets.at(s);
    const qint64 part = parts[static_cast<std::size_t>(s)];
    const qint64 count = counts[static_cast<std::size_t>(s)];
    qint64 seen = 0;
    for (qint64 i = 0; part > 0 && i < set.count(); ++i) {
      if (!set.visible[static_cast<std::size_t>(i)]) continue;
      const bool isTaken = seen++ * part % count < part;
      if (isTaken && !shown.contains({set.id, i}))
        request->checked.append(memberOf(set, i, QColor::fromRgb(set.colour)));
    }
  }
}

/// Reads what a request asks for, and goes on where something cannot be read.
class CastReader {
 public:
  CastReader(const SceneRequest& request, const SceneCast& last, nblast::JobControl& control)
      : request_(request), last_(last), control_(control) {}

  SceneCast read() {
    if (request_.result != nullptr) addPair();
    for (qsizetype i = 0; i < request_.picked.size(); ++i) {
      const auto& member = request_.picked[i];
      addMember(member, QColor::fromRgb(paletteColour(matches_ + i)), SceneRole::Neuron);
    }
    const bool before = !cast_.neurons.isEmpty();
    for (const auto& member : request_.checked)
      addMember(member, member.colour, before ? SceneRole::Context : SceneRole::Neuron);
    cast_.subject = request_.result != nullptr    ? SceneSubject::Pair
                    : !request_.picked.isEmpty()  ? SceneSubject::Picked
                    : !request_.checked.isEmpty() ? SceneSubject::Checked
                                                  : SceneSubject::Nothing;
    addNote();
    control_.checkpoint();
    cast_.drawing = drawingOf(cast_.neurons, last_.drawing);
    return std::move(cast_);
  }

 private:
  using Geometry = std::shared_ptr<const nblast::Skeleton>;

  template <class Read>
  auto tried(Read read) -> decltype(read()) {
    control_.checkpoint();
    try {
      return read();
    } catch (const nblast::Cancelled&) {
      throw;
    } catch (const nblast::Error& error) {
      if (cast_.failure.isEmpty()) cast_.failure = QString::fromUtf8(error.what());
      return {};
    }
  }

  void add(SceneNeuron neuron, const SceneCast::Role& role) {
    if (neuron.geometry == nullptr) return;
    neuron.id = static_cast<quint64>(cast_.neurons.size());
    cast_.neurons.append(std::move(neuron));
    cast_.roles.append(role);
  }

  void addMember(const SceneRequest::Member& member, const QColor& colour, SceneRole role) {
    const std::pair key(member.neurons.get(), member.ref.neuron);
    Geometry geometry = last_.cache.value(key).geometry;
    if (geometry == nullptr)
      geometry = tried([&] { return member.neurons->geometry(member.ref.neuron); });
    cast_.cache.insert(key, {member.neurons, geometry});
    add({0, member.name, colour, geometry, {}, role, member.shortName},
        {SceneCast::Part::Neuron, -1, member.ref});
  }

  void addPair() {
    const Result& result = *request_.result;
    const qint64 query = request_.query;
    add({0,
         result.queryName(query),
         QColor::fromRgb(queryColour()),
         tried([&] { return result.queryGeometry(query); }),
         {},
         SceneRole::Query,
         result.shownQueryName(query)},
        {SceneCast::Part::Query, -1, {result.querySetId(), result.queryNeuron(query)}});
    const QVector<qint64> targets = targetsToShow();
    for (const qint64 target : targets)
      addTarget(target);
    matches_ = targets.size();
  }

  void addTarget(qint64 target) {
    const Result& result = *request_.result;
    const auto score = [&] {
      float value = 0;
      result.file()->read(request_.direction, request_.query, 1, target, 1, &value);
      return formatScore(static_cast<double>(value), *result.file());
    };
    add({0, result.targetName(target), QColor::fromRgb(paletteColour(matches_++)),
         tried([&] { return result.targetGeometry(target); }), tried(score), SceneRole::Match,
         result.shownTargetName(target)},
        {SceneCast::Part::Target, target, {result.targetSetId(), result.targetNeuron(target)}});
  }

  /// All selected targets, in the order of selecting; the best where they are too many, and the
  /// current one.
  QVector<qint64> targetsToShow() {
    const Result& result = *request_.result;
    QVector<qint64> targets = request_.targets;
    if (result.isAllByAll()) targets.removeAll(request_.query);
    if (targets.size() <= SceneRequest::kMostMatches) return targets;
    const qint64 all = targets.size();
    const qint64 current = targets.last();
    const QSet<qint64> selected(targets.begin(), targets.end());
    const auto ranked = tried(
        [&] { return nblast::matchesOf(*result.file(), request_.query, request_.direction, 0); });
    targets.clear();
    for (const nblast::Match& match : ranked) {
      if (targets.size() == SceneRequest::kMostMatches) break;
      if (selected.contains(match.target)) targets.append(match.target);
    }
    if (!targets.contains(current)) {
      if (targets.size() == SceneRequest::kMostMatches) targets.removeLast();
      targets.append(current);
    }
    cast_.note = tr("Showing the best %1 of %2 selected matches.")
                     .arg(formatCount(targets.size()), formatCount(all));
    return targets;
  }

  void addNote() {
    const SceneRequest& r = request_;
    const bool noGeometry = r.result != nullptr && !r.result->file()->hasGeometry() &&
                            r.result->queryNeuron(r.query) < 0;
    if (noGeometry) {
      cast_.note =
          tr("This score file was made without geometry: open the neurons it was made from to see "
             "them.");
    }
    if (!cast_.note.isEmpty()) return;
    if (!r.doubtful.isEmpty()) {
      cast_.note = tr("%1 is shown when its unit is chosen.").arg(r.doubtful);
    } else if (cast_.subject == SceneSubject::Checked && r.allChecked > r.checked.size()) {
      cast_.note = tr("Showing %1 of %2 checked neurons.")
                       .arg(formatCount(r.checked.size()), formatCount(r.allChecked));
    } else if (!r.hasSets) {
      cast_.note = tr("Neurons are shown here in 3D.");
    } else if (cast_.subject == SceneSubject::Nothing) {
      cast_.note =
          tr("Nothing is checked: check neurons in the list, click them there, or run NBLAST and "
             "select a pair.");
    }
  }

  const SceneRequest& request_;
  const SceneCast& last_;
  nblast::JobControl& control_;
  SceneCast cast_;
  qsizetype matches_ = 0;
};

}  // namespace

SceneRequest sceneRequest(const Workspace& workspace) {
  SceneRequest request;
  const auto& sets = workspace.sets();
  request.hasSets = sets.count() > 0;
  const auto& selection = workspace.selection();
  if (workspace.result() != nullptr && selection.query() >= 0) {
    request.result = workspace.result();
    request.query = selection.query();
    request.targets = selection.targets();
    request.direction = workspace.direction();
  }
  const auto& picked = workspace.picked();
  for (const NeuronRef& ref : picked.mid(0, SceneRequest::kMostChecked)) {
    const auto* set = sets.find(ref.setId);
    if (set != nullptr && set->unit) request.picked.append(memberOf(*set, ref.neuron, {}));
  }
  // Those that are selected are drawn already.
  const QVector<NeuronRef> selected = workspace.selectedNeurons();
  addChecked(sets, {selected.begin(), selected.end()}, &request);
  return request;
}

SceneCast readCast(const SceneRequest& request, const SceneCast& last,
                   nblast::JobControl& control) {
  return CastReader(request, last, control).read();
}
