#include "ui/panels/MatchesPanel.hpp"

#include "ui/jobs/Work.hpp"
#include "ui/models/ScoreText.hpp"
#include "ui/panels/FieldNote.hpp"
#include "ui/panels/Icons.hpp"
#include "ui/panels/NameColumnWidth.hpp"
#include "ui/panels/NameDelegate.hpp"
#include "ui/panels/Text.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelection>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

/// Names that contain a text; the order stays the matches' own.
class MatchFilterModel : public QSortFilterProxyModel {
 public:
  explicit MatchFilterModel(QObject* parent) : QSortFilterProxyModel(parent) {
    setFilterKeyColumn(MatchesModel::NameColumn);
    setFilterCaseSensitivity(Qt::CaseInsensitive);
  }
  void sort(int column, Qt::SortOrder order) override { sourceModel()->sort(column, order); }
};

namespace {
constexpr int kReload_ms = 1000;
constexpr nblast::Direction kDirections[] = {nblast::Direction::Forward, nblast::Direction::Reverse,
                                             nblast::Direction::Mean, nblast::Direction::Min,
                                             nblast::Direction::Max};
/// A long name must not push the other views aside: it wraps at underscores.
QString breakable(QString name) {
  return name.replace(u'_', QStringLiteral("_\u200b"));
}
}  // namespace

MatchesPanel::MatchesPanel(Workspace* workspace, QWidget* parent)
    : QWidget(parent),
      workspace_(workspace),
      model_(new MatchesModel(this)),
      filter_(new MatchFilterModel(this)),
      title_(new QLabel),
      direction_(new QComboBox),
      search_(new QLineEdit),
      view_(new QTableView),
      export_(new QPushButton(iconNamed(QStringLiteral("export")), tr("Export…"))),
      note_(new FieldNote("matchesNote")) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  title_->setWordWrap(true);
  title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  note_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  title_->setTextFormat(Qt::PlainText);
  title_->setObjectName(QStringLiteral("matchesTitle"));
  layout->addWidget(title_);
  auto* row = new QHBoxLayout;
  direction_->setToolTip(tr("Which scores are ranked here and shown in the heatmap"));
  direction_->setObjectName(QStringLiteral("direction"));
  search_->setPlaceholderText(tr("Filter by name"));
  search_->setClearButtonEnabled(true);
  search_->setObjectName(QStringLiteral("filterMatches"));
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
    following_ = true;  // rows that are filtered away stay selected
    filter_->setFilterFixedString(text);
    following_ = false;
    followTargets();
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
  filter_->setSourceModel(model_);
  view_->setModel(filter_);
  view_->setObjectName(QStringLiteral("matches"));
  view_->setSelectionBehavior(QAbstractItemView::SelectRows);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setAlternatingRowColors(true);
  view_->setShowGrid(false);
  view_->setWordWrap(false);
  view_->setTextElideMode(Qt::ElideMiddle);
  view_->setItemDelegateForColumn(MatchesModel::NameColumn, new NameDelegate(view_));
  view_->verticalHeader()->hide();
  view_->verticalHeader()->setDefaultSectionSize(view_->fontMetrics().height() + 6);
  auto* header = view_->horizontalHeader();
  header->setSectionResizeMode(QHeaderView::Interactive);
  new NameColumnWidth(header, MatchesModel::NameColumn);
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
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &MatchesPanel::userSelected);
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
    title_->setText(result == nullptr ? tr("Run NBLAST or open a score file to see matches.")
                                      : tr("Click a row of the heatmap to see its matches."));
    export_->setEnabled(false);
  } else if (query == model_->query()) {
    followTargets();
  } else {
    const QString name = result->queryName(query);
    title_->setText(tr("Matches of %1").arg(breakable(name)));
    title_->setToolTip(name);
    load();
  }
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
  if (outcome.end == TaskEnd::Failed) Q_EMIT message(MessageBar::Kind::Error, outcome.failure);
  if (outcome.end == TaskEnd::Cancelled || workspace_->result() == nullptr) return;
  const int scroll = model_->query() == query ? view_->verticalScrollBar()->value() : 0;
  following_ = true;
  // What cannot be read is an empty list: the matches of another query would be taken for these.
  model_->setMatches(workspace_->result()->file(), query,
                     outcome.result.value_or(std::vector<nblast::Match>{}));
  following_ = false;
  view_->verticalScrollBar()->setValue(scroll);
  export_->setEnabled(!model_->matches().empty());
  followTargets();
}

/// A sparse file lists no others: says what is known of them, and of a selected one by name.
void MatchesPanel::showNote() {
  const auto& result = workspace_->result();
  const bool sparse = result != nullptr && result->file()->isSparse() &&
                      workspace_->completeness().complete() && model_->query() >= 0;
  if (!sparse) return note_->tell({});
  const QString reason = formatLimits(result->file()->limits());
  const auto& targets = workspace_->selection()->targets();
  const qint64 last = targets.isEmpty() ? -1 : targets.last();
  const bool isSelf = result->isAllByAll() && last == model_->query();
  if (last >= 0 && !isSelf && model_->rowOfTarget(last) < 0) {
    return note_->tell(
        tr("%1: %2, so its score was not kept.").arg(breakable(result->targetName(last)), reason));
  }
  const qint64 others = result->columns() - (result->isAllByAll() ? 1 : 0) -
                        static_cast<qint64>(model_->matches().size());
  note_->tell(others > 0 ? tr("%1 not listed: %2.").arg(countOf(others, tr("target")), reason)
                         : QString());
}

void MatchesPanel::followTargets() {
  showNote();
  if (following_) return;
  following_ = true;
  QItemSelection marked;
  QModelIndex current;
  for (const qint64 target : workspace_->selection()->targets()) {
    const int row = model_->rowOfTarget(target);
    if (row < 0) continue;
    const QModelIndex index = filter_->mapFromSource(model_->index(row, 0));
    if (!index.isValid()) continue;
    marked.select(index, index.siblingAtColumn(MatchesModel::ColumnCount - 1));
    current = index;
  }
  if (current.isValid()) {
    view_->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    view_->scrollTo(current);
  }
  view_->selectionModel()->select(marked, QItemSelectionModel::ClearAndSelect);
  following_ = false;
}

void MatchesPanel::userSelected() {
  if (following_) return;
  QVector<qint64> targets;
  qint64 last = -1;
  const QModelIndex current = view_->selectionModel()->currentIndex();
  const auto rows = view_->selectionModel()->selectedRows();
  for (const QModelIndex& index : rows) {
    const qint64 target = index.data(MatchesModel::TargetRole).toLongLong();
    if (index.row() == current.row()) {
      last = target;
    } else {
      targets.append(target);
    }
  }
  if (last >= 0) targets.append(last);
  following_ = true;
  workspace_->selection()->setTargets(targets);
  following_ = false;
}
