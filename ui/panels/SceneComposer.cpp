#include "ui/panels/SceneComposer.hpp"

#include "ui/models/ScoreText.hpp"
#include "ui/panels/Text.hpp"

#include <algorithm>
#include <array>

namespace {

// Okabe and Ito's colours, the dark blue lightened for the dark ground; orange is the query's.
constexpr std::array<QRgb, 7> kMatchColours{0xff56b4e9, 0xff2bb58a, 0xffcc79a7, 0xfff0e442,
                                            0xffd55e00, 0xff4a90d9, 0xffb0b0b0};
constexpr qsizetype kMostMatches = 40;
const QColor kBackground(104, 110, 118);  // what is checked but not picked

}  // namespace

QColor SceneComposer::queryColour() {
  return QColor(0xe6, 0x9f, 0x00);
}

QColor SceneComposer::matchColour(qsizetype i) {
  return QColor::fromRgb(kMatchColours[static_cast<std::size_t>(i) % kMatchColours.size()]);
}

SceneComposer::SceneComposer(Workspace* workspace, QObject* parent)
    : QObject(parent), workspace_(workspace) {
  soon_.setSingleShot(true);
  soon_.setInterval(0);
  connect(&soon_, &QTimer::timeout, this, &SceneComposer::compose);
  watch();
  soon_.start();
}

void SceneComposer::watch() {
  const auto later = [this] { soon_.start(); };
  connect(workspace_->selection(), &Selection::changed, this, later);
  connect(workspace_, &Workspace::resultChanged, this, later);
  connect(workspace_, &Workspace::directionChanged, this, later);
  connect(workspace_, &Workspace::columnsChanged, this, &SceneComposer::scoresArrived);
  connect(workspace_, &Workspace::pickedChanged, this, later);
  auto* sets = workspace_->sets();
  connect(sets, &NeuronSets::added, this, later);
  connect(sets, &NeuronSets::removed, this, later);
  connect(sets, &NeuronSets::changed, this, later);
  connect(sets, &NeuronSets::visibilityChanged, this, later);
}

void SceneComposer::scoresArrived(qint64 firstTarget, qint64 targets) {
  const auto& shown = workspace_->selection()->targets();
  const bool concerned = std::any_of(shown.begin(), shown.end(), [=](qint64 target) {
    return target >= firstTarget && target < firstTarget + targets;
  });
  if (concerned) soon_.start();
}

QVector<SceneComposer::Item> SceneComposer::selectionItems(QString* note) const {
  const auto result = workspace_->result();
  const auto* selection = workspace_->selection();
  const qint64 query = selection->query();
  QVector<Item> items{{Role::Query, query, result->querySetId(), result->queryName(query),
                       queryColour(), [result, query] { return result->queryGeometry(query); }}};
  // The newest come first where there are too many; the order of colours is that of selecting.
  const auto& targets = selection->targets();
  const qsizetype first = std::max<qsizetype>(0, targets.size() - kMostMatches);
  for (qsizetype i = first; i < targets.size(); ++i) {
    const qint64 target = targets[i];
    if (result->isAllByAll() && target == query) continue;
    items.append({Role::Target, target, result->targetSetId(), result->targetName(target),
                  matchColour(i - first),
                  [result, target] { return result->targetGeometry(target); },
                  [result, query, target, direction = workspace_->direction()] {
                    float score = 0;
                    result->file()->read(direction, query, 1, target, 1, &score);
                    return formatScore(static_cast<double>(score), *result->file());
                  }});
  }
  if (first > 0) {
    *note = tr("Showing %1 of %2 selected matches.")
                .arg(formatCount(kMostMatches), formatCount(targets.size()));
  }
  if (!result->file()->hasGeometry() && result->queryNeuron(query) < 0) {
    *note =
        tr("This score file was made without geometry: open the neurons it was made from to "
           "see them.");
  }
  return items;
}

QVector<SceneComposer::Item> SceneComposer::checkedItems(QString* note) const {
  QVector<Item> items;
  const auto& picked = workspace_->picked();
  const auto* sets = workspace_->sets();
  const auto add = [&](const NeuronSetEntry& set, qint64 i, const QColor& colour) {
    const auto neurons = set.neurons;
    items.append({Role::Neuron, i, set.id, neurons->key(i), colour,
                  [neurons, i] { return neurons->geometry(i); }});
  };
  for (qsizetype i = 0; i < picked.size() && items.size() < mostNeurons; ++i) {
    const auto* set = sets->find(picked[i].setId);
    if (set != nullptr && set->unit) add(*set, picked[i].neuron, matchColour(i));
  }
  qint64 checked = 0;
  QString doubtful;
  for (int s = 0; s < sets->count(); ++s) {
    if (sets->at(s).unit) checked += sets->at(s).visibleCount;
    if (!sets->at(s).unit) doubtful = sets->at(s).title;
  }
  // Too many to make out: every n-th of them still gives the picture of the whole.
  const qint64 step = std::max<qint64>(1, (checked + mostNeurons - 1) / mostNeurons);
  qint64 seen = 0;
  for (int s = 0; s < sets->count(); ++s) {
    const auto& set = sets->at(s);
    if (!set.unit) continue;  // of unknown size: would dwarf the others, or vanish
    const QColor colour = picked.isEmpty() ? QColor::fromRgb(set.colour) : kBackground;
    for (qint64 i = 0; i < set.count() && items.size() < mostNeurons; ++i) {
      if (!set.visible[static_cast<std::size_t>(i)] || seen++ % step != 0) continue;
      if (!picked.contains({set.id, i})) add(set, i, colour);
    }
  }
  if (!doubtful.isEmpty()) {
    *note = tr("%1 is shown when its unit is chosen.").arg(doubtful);
  } else if (checked > items.size()) {
    *note = tr("Showing %1 of %2 checked neurons.")
                .arg(formatCount(items.size()), formatCount(checked));
  } else if (sets->count() == 0) {
    *note = tr("Neurons are shown here in 3D.");
  } else if (items.isEmpty()) {
    *note =
        tr("Nothing is checked: check neurons in the list, click them there, or run NBLAST "
           "and select a pair.");
  }
  return items;
}

void SceneComposer::compose() {
  QString note;
  const bool selected = workspace_->result() != nullptr && workspace_->selection()->query() >= 0;
  QVector<Item> items = selected ? selectionItems(&note) : checkedItems(&note);
  auto work = [items](nblast::JobControl& control) {
    QVector<SceneNeuron> neurons;
    for (const Item& item : items) {
      control.checkpoint();
      neurons.append({static_cast<quint64>(neurons.size()), item.name, item.colour, item.geometry(),
                      item.detail ? item.detail() : QString()});
    }
    return neurons;
  };
  task_.start(std::move(work), [this, items, note](const auto& outcome) {
    if (outcome.end == TaskEnd::Failed) Q_EMIT message(MessageBar::Kind::Error, outcome.failure);
    if (outcome.end != TaskEnd::Finished) return;
    items_ = items;
    Q_EMIT composed(*outcome.result, note);
  });
}

void SceneComposer::clicked(quint64 id, Qt::KeyboardModifiers modifiers) {
  if (id >= static_cast<quint64>(items_.size())) return;
  const Item item = items_[static_cast<qsizetype>(id)];
  auto* selection = workspace_->selection();
  const bool toggles = (modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) != 0;
  if (item.role == Role::Target) {
    // A click makes a match the current one; with Ctrl or Shift it leaves the selection.
    QVector<qint64> targets = selection->targets();
    targets.removeOne(item.index);
    if (!toggles) targets.append(item.index);
    selection->setTargets(targets);
  } else if (item.role == Role::Neuron) {
    pickInTree(item, modifiers);
  }
}

void SceneComposer::pickInTree(const Item& item, Qt::KeyboardModifiers modifiers) {
  const NeuronRef ref{item.setId, item.index};
  const auto& result = workspace_->result();
  const qint64 row =
      result != nullptr && result->querySetId() == item.setId ? result->rowOfQuery(item.index) : -1;
  if (row >= 0) {
    workspace_->selection()->selectQuery(row);
    return;
  }
  QVector<NeuronRef> picked = workspace_->picked();
  const bool was = picked.removeOne(ref);
  if ((modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) == 0) {
    picked = {ref};
  } else if (!was) {
    picked.append(ref);
  }
  workspace_->setPicked(picked);
}
