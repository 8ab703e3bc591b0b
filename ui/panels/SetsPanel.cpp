#include "ui/panels/SetsPanel.hpp"

#include "ui/models/NeuronTreeModel.hpp"
#include "ui/panels/CopyRows.hpp"
#include "ui/panels/Icons.hpp"
#include "ui/panels/NameColumnWidth.hpp"
#include "ui/panels/NameDelegate.hpp"
#include "ui/panels/SetInfo.hpp"
#include "ui/panels/Text.hpp"

#include <QColorDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace {

/// More rows than these are not marked in the tree one by one.
constexpr qsizetype kMostMarked = 500;

QVariant swatch(quint32 argb) {
  QPixmap pixmap(14, 14);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(QColor(0, 0, 0, 90), 1));
  painter.setBrush(QColor::fromRgb(argb));
  painter.drawRoundedRect(QRectF(1.5, 1.5, 11, 11), 3, 3);
  return pixmap;
}

/// A set's row is its title and its count, over all columns.
class SetTitleDelegate : public NameDelegate {
 public:
  using NameDelegate::NameDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(NeuronTreeModel::NeuronRole).toLongLong() >= 0) return;
    const QString count = index.siblingAtColumn(NeuronTreeModel::PointsColumn).data().toString();
    option->text += QStringLiteral("  (%1)").arg(count.section(QLatin1Char(' '), 0, 0));
    option->font.setBold(true);
    option->fontMetrics = QFontMetrics(option->font);
  }
};

}  // namespace

SetsPanel::SetsPanel(Workspace* workspace, QWidget* parent)
    : QWidget(parent),
      workspace_(workspace),
      model_(new NeuronTreeModel(workspace->sets(), this)),
      filter_(new NeuronFilterModel(this)),
      search_(new QLineEdit),
      view_(new QTreeView),
      pages_(new QStackedWidget),
      info_(new SetInfo(workspace)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  search_->setPlaceholderText(tr("Search neurons"));
  search_->setClearButtonEnabled(true);
  search_->setObjectName(QStringLiteral("searchNeurons"));
  layout->addWidget(search_);
  pages_->addWidget(emptyHint());
  pages_->addWidget(view_);
  layout->addWidget(pages_, 1);
  layout->addWidget(info_);
  buildView();
  connect(search_, &QLineEdit::textChanged, this, [this](const QString& text) {
    following_ = true;  // what is filtered away stays selected
    filter_->setSearch(text);
    following_ = false;
    if (!text.isEmpty()) view_->expandToDepth(0);
    followSelection();
  });
  for (auto signal : {&NeuronSets::added, &NeuronSets::removed}) {
    connect(workspace_->sets(), signal, this, &SetsPanel::setsChanged);
  }
  connect(workspace_->selection(), &Selection::changed, this, &SetsPanel::followSelection);
  connect(workspace_, &Workspace::pickedChanged, this, &SetsPanel::followSelection);
  connect(workspace_, &Workspace::resultChanged, this, &SetsPanel::followSelection);
  connect(workspace_->sets(), &NeuronSets::added, this, &SetsPanel::showSet);
  setsChanged();
}

/// A new set is seen, however many neurons stand above it.
void SetsPanel::showSet(int setId) {
  const QModelIndex index = filter_->mapFromSource(model_->setIndex(setId));
  if (index.isValid()) view_->scrollTo(index, QAbstractItemView::PositionAtTop);
}

QWidget* SetsPanel::emptyHint() {
  auto* hint = new QWidget;
  auto* layout = new QVBoxLayout(hint);
  auto* text = new QLabel(
      tr("Drop neurons here: SWC files, a folder, a zip or tar archive, dotprops or points as "
         "CSV, or a score file (.h5)."));
  text->setWordWrap(true);
  text->setAlignment(Qt::AlignCenter);
  auto* open = new QPushButton(iconNamed(QStringLiteral("open")), tr("Open neurons…"));
  auto* folder = new QPushButton(iconNamed(QStringLiteral("open")), tr("Open folder…"));
  connect(open, &QPushButton::clicked, this, &SetsPanel::openWanted);
  connect(folder, &QPushButton::clicked, this, &SetsPanel::openFolderWanted);
  layout->addStretch(1);
  layout->addWidget(text);
  layout->addWidget(open, 0, Qt::AlignHCenter);
  layout->addWidget(folder, 0, Qt::AlignHCenter);
  layout->addStretch(2);
  return hint;
}

void SetsPanel::buildView() {
  model_->setDecorator(swatch);
  filter_->setSourceModel(model_);
  view_->setModel(filter_);
  view_->setObjectName(QStringLiteral("sets"));
  view_->setUniformRowHeights(true);
  view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  view_->setContextMenuPolicy(Qt::CustomContextMenu);
  view_->setTextElideMode(Qt::ElideMiddle);
  view_->setIndentation(12);
  view_->setItemDelegateForColumn(NeuronTreeModel::NameColumn, new SetTitleDelegate(view_));
  for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
    connect(filter_, signal, this, [this](const QModelIndex& parent) {
      if (!parent.isValid()) spanTitles();
    });
  }
  auto* header = view_->header();
  header->setStretchLastSection(false);
  new NameColumnWidth(header, NeuronTreeModel::NameColumn);
  const int digits = view_->fontMetrics().horizontalAdvance(QStringLiteral("20,000"));
  header->setMinimumSectionSize(40);
  header->resizeSection(NeuronTreeModel::PointsColumn, digits + 16);
  // Units and warnings are told in whole sentences below the tree.
  header->hideSection(NeuronTreeModel::NotesColumn);
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          &SetsPanel::showInfo);
  connect(info_, &SetInfo::unitWanted, this, &SetsPanel::unitWanted);
  connect(info_, &SetInfo::leftOutWanted, this, &SetsPanel::leftOutWanted);
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &SetsPanel::userSelected);
  connect(view_, &QWidget::customContextMenuRequested, this, &SetsPanel::showMenu);
  new CopyRows(view_, [this] { return selectedAsText(); });
}

void SetsPanel::spanTitles() {
  for (int row = 0; row < filter_->rowCount(); ++row) {
    view_->setFirstColumnSpanned(row, {}, true);
  }
}

void SetsPanel::setsChanged() {
  const auto* sets = workspace_->sets();
  pages_->setCurrentIndex(sets->count() == 0 ? 0 : 1);
  search_->setEnabled(sets->count() > 0);
  if (sets->count() == 0) return info_->show({});
  const auto& newest = sets->at(sets->count() - 1);
  const QModelIndex index = filter_->mapFromSource(model_->setIndex(newest.id));
  if (newest.count() <= 2000) view_->expand(index);
  showInfo();
}

/// Of the current row; before there is one, of the newest set.
void SetsPanel::showInfo() {
  const auto* sets = workspace_->sets();
  const QModelIndex current = view_->selectionModel()->currentIndex();
  if (current.isValid()) {
    info_->show(refOf(current));
  } else if (sets->count() > 0) {
    info_->show({sets->at(sets->count() - 1).id, -1});
  }
}

NeuronRef SetsPanel::refOf(const QModelIndex& index) const {
  return {index.data(NeuronTreeModel::SetIdRole).toInt(),
          index.data(NeuronTreeModel::NeuronRole).toLongLong()};
}

QVector<NeuronRef> SetsPanel::selectedRefs() const {
  QVector<NeuronRef> refs;
  const auto rows = view_->selectionModel()->selectedRows();
  for (const QModelIndex& index : rows) {
    const NeuronRef ref = refOf(index);
    if (ref.neuron >= 0) refs.append(ref);
  }
  return refs;
}

/// The current neuron becomes the query where the result has it as one; the other selected ones its
/// matches.
void SetsPanel::userSelected() {
  if (following_) return;
  QVector<NeuronRef> refs = selectedRefs();
  const auto& result = workspace_->result();
  following_ = true;
  if (result == nullptr) {
    workspace_->setPicked(refs);
    following_ = false;
    return;
  }
  const NeuronRef current = refOf(view_->selectionModel()->currentIndex());
  if (refs.removeOne(current)) refs.prepend(current);
  qint64 query = -1;
  QVector<qint64> targets;
  QVector<NeuronRef> others;
  for (const NeuronRef& ref : refs) {
    const qint64 row = ref.setId == result->querySetId() ? result->rowOfQuery(ref.neuron) : -1;
    const qint64 column =
        ref.setId == result->targetSetId() ? result->columnOfTarget(ref.neuron) : -1;
    if (query < 0 && row >= 0) {
      query = row;
    } else if (column >= 0) {
      targets.append(column);
    } else {
      others.append(ref);
    }
  }
  if (query < 0 && !targets.isEmpty()) query = workspace_->selection()->query();
  if (query >= 0) {
    // One change, not two: the views follow once.
    const QSignalBlocker quiet(workspace_->selection());
    workspace_->selection()->selectQuery(query);
  }
  workspace_->selection()->setTargets(targets);
  Q_EMIT workspace_->selection()->changed();
  workspace_->setPicked(others);
  following_ = false;
}

void SetsPanel::followSelection() {
  if (following_) return;
  QVector<NeuronRef> refs;
  const auto& result = workspace_->result();
  const auto* selection = workspace_->selection();
  if (result != nullptr && selection->query() >= 0) {
    refs.append({result->querySetId(), result->queryNeuron(selection->query())});
    for (const qint64 target : selection->targets()) {
      refs.append({result->targetSetId(), result->targetNeuron(target)});
    }
  } else {
    refs = workspace_->picked();
  }
  select(refs);
}

void SetsPanel::select(const QVector<NeuronRef>& refs) {
  following_ = true;
  QItemSelection marked;
  QModelIndex current;
  for (const NeuronRef& ref : refs.mid(0, kMostMarked)) {
    const QModelIndex index = filter_->mapFromSource(model_->neuronIndex(ref.setId, ref.neuron));
    if (!index.isValid()) continue;
    if (!current.isValid()) current = index;
    marked.select(index, index.siblingAtColumn(NeuronTreeModel::ColumnCount - 1));
  }
  if (current.isValid()) {
    view_->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    view_->scrollTo(current);
  }
  view_->selectionModel()->select(marked, QItemSelectionModel::ClearAndSelect);
  following_ = false;
}

void SetsPanel::showOnly(const NeuronRef& ref) {
  auto* sets = workspace_->sets();
  for (int i = 0; i < sets->count(); ++i) {
    sets->setVisible(sets->at(i).id, ref.neuron < 0 && sets->at(i).id == ref.setId);
  }
  if (ref.neuron >= 0) sets->setNeuronVisible(ref.setId, ref.neuron, true);
}

void SetsPanel::chooseColour(int setId) {
  const auto* set = workspace_->sets()->find(setId);
  if (set == nullptr) return;
  const QColor colour = QColorDialog::getColor(QColor::fromRgb(set->colour), this,
                                               tr("Colour of %1").arg(set->title));
  if (colour.isValid()) workspace_->sets()->setColour(setId, colour.rgb());
}

/// Names in full, one a line.
QString SetsPanel::selectedAsText() const {
  QStringList names;
  const auto rows = selectedRowsInOrder(*view_);
  for (const QModelIndex& index : rows) {
    const NeuronRef ref = refOf(index);
    const auto* set = workspace_->sets()->find(ref.setId);
    if (set != nullptr) names += ref.neuron < 0 ? set->title : set->neurons->key(ref.neuron);
  }
  return names.join(QLatin1Char('\n'));
}

void SetsPanel::showMenu(const QPoint& position) {
  const QModelIndex index = view_->indexAt(position);
  if (!index.isValid()) return;
  const NeuronRef ref = refOf(index);
  const auto* set = workspace_->sets()->find(ref.setId);
  if (set == nullptr) return;
  const int id = ref.setId;
  QMenu menu(this);
  auto* run = menu.addAction(iconNamed(QStringLiteral("run")), tr("Run NBLAST…"), this,
                             [this, id] { Q_EMIT runWanted(id); });
  run->setEnabled(set->loaded != nullptr);
  menu.addSeparator();
  auto* unit = menu.addAction(tr("Unit: %1…").arg(unitsInWords(*set)), this,
                              [this, id] { Q_EMIT unitWanted(id); });
  unit->setEnabled(set->loaded != nullptr);
  menu.addAction(tr("Colour…"), this, [this, id] { chooseColour(id); });
  menu.addAction(iconNamed(QStringLiteral("visible")), tr("Show only this"), this,
                 [this, ref] { showOnly(ref); });
  const auto leftOut = static_cast<qint64>(set->leftOut.size());
  auto* list =
      menu.addAction(iconNamed(QStringLiteral("warning")),
                     tr("%1 left out…").arg(leftOut == 0 ? tr("None") : formatCount(leftOut)), this,
                     [this, id] { Q_EMIT leftOutWanted(id); });
  list->setEnabled(leftOut > 0);
  menu.addSeparator();
  menu.addAction(tr("Remove %1").arg(set->title), this,
                 [this, id] { workspace_->sets()->remove(id); });
  menu.exec(view_->viewport()->mapToGlobal(position));
}
