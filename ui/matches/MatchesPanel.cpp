// SPDX-License-Identifier: BSD-3-Clause
#include "ui/matches/MatchesPanel.hpp"

#include "compute/export/MatchTable.hpp"
#include "ui/jobs/Work.hpp"
#include "ui/text/ScoreText.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/CopyRows.hpp"
#include "ui/widgets/ElidedLabel.hpp"
#include "ui/widgets/FieldNote.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/widgets/NameColumnWidth.hpp"
#include "ui/widgets/NameDelegate.hpp"
#include "ui/widgets/RowSelection.hpp"
#include "ui/widgets/SearchField.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelection>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

namespace {
constexpr int kReload_ms = 1000;
constexpr nblast::Direction kDirections[] = {nblast::Direction::Forward, nblast::Direction::Reverse,
                                             nblast::Direction::Mean, nblast::Direction::Min,
                                             nblast::Direction::Max};
}  // namespace

MatchesPanel::MatchesPanel(Workspace* workspace, QWidget* parent)
    : QWidget(parent),
      workspace_(workspace),
      model_(new MatchesModel(this)),
      title_(new ElidedLabel),
      direction_(new QComboBox),
      search_(new SearchField(tr("Filter by name"), "filterMatches")),
      view_(new QTableView),
      export_(new QPushButton(iconNamed(QStringLiteral("export")), tr("Export…"))),
      note_(new FieldNote("matchesNote")) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  note_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  title_->setObjectName(QStringLiteral("matchesTitle"));
  layout->addWidget(title_);
  auto* row = new QHBoxLayout;
  direction_->setToolTip(tr("Which scores are ranked here and shown in the heatmap"));
  direction_->setObjectName(QStringLiteral("direction"));
  export_->setToolTip(tr("Save these matches as CSV or TSV"));
  export_->setObjectName(QStringLiteral("exportMatches"));
  row->addWidget(search_, 1);
  row->addWidget(direction_);
  layout->addLayout(row);
  layout->addWidget(view_, 1);
  layout->addWidget(note_);
  layout->addWidget(export_, 0, Qt::AlignRight);
  buildView();
  reload_.setSingleShot(true);
  reload_.setInterval(kReload_ms);
  connect(&reload_, &QTimer::timeout, this, &MatchesPanel::load);
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    model_->setFilter(text);
    followTargets(Scroll::Top);
  });
  connect(direction_, &QComboBox::activated, this, &MatchesPanel::directionChosen);
  connect(export_, &QPushButton::clicked, this, &MatchesPanel::exportWanted);
  connect(workspace_, &Workspace::resultChanged, this, &MatchesPanel::resultChanged);
  connect(workspace_, &Workspace::directionChanged, this, &MatchesPanel::resultChanged);
  connect(workspace_, &Workspace::completenessChanged, this, &MatchesPanel::showNote);
  connect(workspace_, &Workspace::columnsChanged, this, [this] {
    stale_ = true;
    if (!reload_.isActive()) reload_.start();
  });
  connect(workspace_->selection(), &Selection::changed, this, &MatchesPanel::selectionChanged);
  resultChanged();
}

void MatchesPanel::buildView() {
  view_->setModel(model_);
  view_->setObjectName(QStringLiteral("matches"));
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setAlternatingRowColors(true);
  view_->setShowGrid(false);
  view_->setWordWrap(false);
  view_->setTextElideMode(Qt::ElideMiddle);
  auto* delegate = new NameDelegate(view_, MatchesModel::NameColumn, MatchesModel::ShownNameRole);
  delegate->setAlsoSelected([this](const QModelIndex& index) {
    return !selected_.isEmpty() && selected_.contains(model_->targetAt(index.row()));
  });
  view_->setItemDelegate(delegate);
  view_->verticalHeader()->hide();
  view_->verticalHeader()->setDefaultSectionSize(view_->fontMetrics().height() + 6);
  auto* header = view_->horizontalHeader();
  header->setSectionResizeMode(QHeaderView::Interactive);
  new NameColumnWidth(header, MatchesModel::NameColumn, leastNameWidth_px(*view_),
                      MatchesModel::RankColumn);
  header->setMinimumSectionSize(36);
  header->setHighlightSections(false);
  const int score = view_->fontMetrics().horizontalAdvance(QStringLiteral("Reverse")) + 12;
  header->resizeSection(MatchesModel::RankColumn, score - 10);
  for (int column :
       {MatchesModel::ForwardColumn, MatchesModel::ReverseColumn, MatchesModel::MeanColumn}) {
    header->resizeSection(column, score);
  }
  view_->setSortingEnabled(true);
  view_->sortByColumn(MatchesModel::RankColumn, Qt::AscendingOrder);
  // After the view has sorted.
  connect(header, &QHeaderView::sortIndicatorChanged, this, [this] { followTargets(Scroll::Top); });
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &MatchesPanel::userSelected);
  new CopyRows(view_, [this] { return selectedAsText(); });
}

/// Those of the table that are marked, from top to bottom.
std::vector<nblast::Match> MatchesPanel::selectedMatches() const {
  const auto& targets = workspace_->selection()->targets();
  const QSet<qint64> selected(targets.begin(), targets.end());
  std::vector<nblast::Match> matches;
  for (int row = 0; row < model_->rowCount(); ++row) {
    if (selected.contains(model_->targetAt(row))) matches.push_back(model_->matchAt(row));
  }
  return matches;
}

MatchChoices MatchesPanel::choices() const {
  MatchChoices choices;
  choices.file = model_->file();
  choices.query = model_->query();
  choices.selected = selectedMatches();
  for (int row = 0; row < model_->rowCount(); ++row)
    choices.shown.push_back(model_->matchAt(row));
  choices.all = model_->sortedMatches();
  return choices;
}

/// One row is copied as its name, to look for it elsewhere; several as a table, as exported.
QString MatchesPanel::selectedAsText() const {
  const auto& result = workspace_->result();
  const auto selected = selectedMatches();
  if (result == nullptr || selected.empty()) return {};
  if (selected.size() == 1) return result->targetName(selected.front().target);
  return toQString(nblast::matchTable(*result->file(), model_->query(), selected, '\t'));
}

bool MatchesPanel::isUpToDate() const {
  return !stale_ && !task_.isRunning() && model_->query() == workspace_->selection()->query();
}

void MatchesPanel::resultChanged() {
  direction_->clear();
  const auto& result = workspace_->result();
  for (const auto direction : kDirections) {
    if (result != nullptr && !result->file()->hasDirection(direction)) continue;
    direction_->addItem(QLatin1String(nblast::directionName(direction)),
                        static_cast<int>(direction));
  }
  direction_->setCurrentIndex(direction_->findData(static_cast<int>(workspace_->direction())));
  direction_->setEnabled(result != nullptr && direction_->count() > 1);
  const bool bothWays =
      result != nullptr && result->file()->hasDirection(nblast::Direction::Reverse);
  view_->setColumnHidden(MatchesModel::ReverseColumn, result != nullptr && !bothWays);
  view_->setColumnHidden(MatchesModel::MeanColumn, result != nullptr && !bothWays);
  model_->clear();
  model_->setSharedEnds(result == nullptr ? SharedEnds() : result->targetEnds());
  selectionChanged();
}

void MatchesPanel::directionChosen() {
  workspace_->setDirection(static_cast<nblast::Direction>(direction_->currentData().toInt()));
}

void MatchesPanel::selectionChanged() {
  const qint64 query = workspace_->selection()->query();
  const auto& result = workspace_->result();
  if (result == nullptr || query < 0) {
    task_.drop();
    stale_ = false;
    model_->clear();
    showNote();
    showTitle();
    export_->setEnabled(false);
  } else if (query == model_->query()) {
    followTargets();
  } else {
    showTitle();
    load();
  }
}

void MatchesPanel::showTitle() {
  const qint64 query = workspace_->selection()->query();
  const auto& result = workspace_->result();
  const bool isHint = result == nullptr || query < 0;
  // Names tend to differ at their ends.
  title_->setElideMode(isHint ? Qt::ElideRight : Qt::ElideMiddle);
  if (isHint) {
    title_->setText(result == nullptr ? tr("Run NBLAST or open a score file to see matches.")
                                      : tr("Click a row of the heatmap to see its matches."));
    title_->setToolTip({});
    return;
  }
  QString title = tr("Matches of %1").arg(result->shownQueryName(query));
  if (query == model_->query() && model_->isProvisional()) {
    const auto share = 100 * static_cast<qint64>(model_->matches().size()) / model_->targets();
    title += share == 0 ? tr(", of less than 1 % of the targets so far")
                        : tr(", of %1 % of the targets so far").arg(share);
  }
  title_->setText(title);
  title_->setToolTip(result->queryName(query));
}

void MatchesPanel::load() {
  const auto& result = workspace_->result();
  const qint64 query = workspace_->selection()->query();
  stale_ = false;
  if (result == nullptr || query < 0) return;
  task_.start(matchesWork(result->file(), query, workspace_->direction()),
              [this, query](const auto& outcome) { arrived(query, outcome); });
}

void MatchesPanel::arrived(qint64 query, const TaskOutcome<std::vector<nblast::Match>>& outcome) {
  if (outcome.end == TaskEnd::Failed) workspace_->tell({MessageKind::Error, outcome.failure});
  if (outcome.end == TaskEnd::Cancelled || workspace_->result() == nullptr) return;
  const int scroll = model_->query() == query ? view_->verticalScrollBar()->value() : 0;
  // What cannot be read is an empty list: the matches of another query would be taken for these.
  model_->setMatches(workspace_->result()->file(), query,
                     outcome.result.value_or(std::vector<nblast::Match>{}));
  view_->verticalScrollBar()->setValue(scroll);
  export_->setEnabled(!model_->matches().empty());
  showTitle();
  followTargets();
}

/// A sparse file lists no others: says what is known of them, and of a selected one by name.
void MatchesPanel::showNote() {
  const auto& result = workspace_->result();
  const bool sparse = result != nullptr && result->file()->isSparse() &&
                      workspace_->completeness() && workspace_->completeness()->complete() &&
                      model_->query() >= 0;
  if (!sparse) return note_->tell({});
  const QString reason = formatLimits(result->file()->limits());
  const auto& targets = workspace_->selection()->targets();
  const qint64 last = targets.isEmpty() ? -1 : targets.last();
  const bool isSelf = result->isAllByAll() && last == model_->query();
  if (last >= 0 && !isSelf && search_->text().isEmpty() && model_->rowOfTarget(last) < 0) {
    return note_->tell(tr("%1: %2, so its score was not kept.")
                           .arg(breakable(result->shownTargetName(last)), reason));
  }
  const qint64 others = result->columns() - (result->isAllByAll() ? 1 : 0) -
                        static_cast<qint64>(model_->matches().size());
  note_->tell(
      others > 0
          ? tr("%Ln target(s) not listed: %1.", nullptr, static_cast<int>(others)).arg(reason)
          : QString());
}

void MatchesPanel::followTargets(Scroll scroll) {
  showNote();
  if (following_) return;
  following_ = true;
  const auto& targets = workspace_->selection()->targets();
  std::vector<int> rows;
  for (const qint64 target : targets) {
    const int row = model_->rowOfTarget(target);
    if (row >= 0) rows.push_back(row);
  }
  const QModelIndex current = rows.empty() ? QModelIndex() : model_->index(rows.back(), 0);
  QItemSelection runs;
  const qsizetype marked = appendRuns(*model_, {}, std::move(rows), &runs);
  selected_.clear();
  if (marked < targets.size()) selected_ = {targets.begin(), targets.end()};
  if (current.isValid()) {
    view_->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    if (scroll == Scroll::Follow) view_->scrollTo(current);
  }
  replaceSelection(view_->selectionModel(), runs);
  if (scroll == Scroll::Top) view_->scrollToTop();
  following_ = false;
}

void MatchesPanel::appendTargets(const QItemSelection& rows, QVector<qint64>* targets) const {
  for (const QItemSelectionRange& range : rows) {
    for (int row = range.top(); row <= range.bottom(); ++row)
      targets->append(model_->targetAt(row));
  }
}

/// All rows that are selected. Where more is selected than the table marks (filtered away, or too
/// many runs of rows), that stays while the user adds to it.
QVector<qint64> MatchesPanel::selectedByUser(const QItemSelection& selected,
                                             const QItemSelection& deselected) const {
  QVector<qint64> targets;
  if (selected_.isEmpty() || !isAddingToSelection()) {
    appendTargets(view_->selectionModel()->selection(), &targets);
    return targets;
  }
  QVector<qint64> gone, added;
  appendTargets(deselected, &gone);
  appendTargets(selected, &added);
  const QSet<qint64> leave(gone.begin(), gone.end());
  for (const qint64 target : workspace_->selection()->targets()) {
    if (!leave.contains(target)) targets.append(target);
  }
  for (const qint64 target : std::as_const(added)) {
    if (!selected_.contains(target)) targets.append(target);
  }
  return targets;
}

void MatchesPanel::userSelected(const QItemSelection& selected, const QItemSelection& deselected) {
  if (following_) return;
  QVector<qint64> targets = selectedByUser(selected, deselected);
  // The current one comes last.
  const QModelIndex current = view_->selectionModel()->currentIndex();
  const qint64 last = current.isValid() ? model_->targetAt(current.row()) : -1;
  if (targets.removeOne(last)) targets.append(last);
  following_ = true;
  workspace_->selection()->setTargets(targets);
  following_ = false;
  showNote();
}
