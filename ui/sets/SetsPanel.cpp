// SPDX-License-Identifier: BSD-3-Clause
#include "ui/sets/SetsPanel.hpp"

#include "ui/models/NeuronFilterModel.hpp"
#include "ui/sets/SetInfo.hpp"
#include "ui/text/Text.hpp"
#include "ui/widgets/CopyRows.hpp"
#include "ui/widgets/Icons.hpp"
#include "ui/widgets/NameColumnWidth.hpp"
#include "ui/widgets/NameDelegate.hpp"
#include "ui/widgets/RowSelection.hpp"
#include "ui/widgets/SearchField.hpp"

#include <QColorDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPixmap>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace {

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
  QString nameOf(const QModelIndex& index) const override {
    const QString name = NameDelegate::nameOf(index);
    if (isNeuron(index)) return name;
    const QString count = index.siblingAtColumn(NeuronTreeModel::PointsColumn).data().toString();
    return QStringLiteral("%1  (%2)").arg(name, count.section(QLatin1Char(' '), 0, 0));
  }
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (isNeuron(index)) return;
    option->font.setBold(true);
    option->fontMetrics = QFontMetrics(option->font);
  }

 private:
  static bool isNeuron(const QModelIndex& index) {
    return index.data(NeuronTreeModel::NeuronRole).toLongLong() >= 0;
  }
};

}  // namespace

SetsPanel::SetsPanel(Workspace* workspace, QWidget* parent)
    : QWidget(parent),
      workspace_(workspace),
      model_(new NeuronTreeModel(workspace->sets(), this)),
      filter_(new NeuronFilterModel(this)),
      search_(new SearchField(tr("Search neurons"), "searchNeurons")),
      view_(new QTreeView),
      pages_(new QStackedWidget),
      info_(new SetInfo(workspace)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  layout->addWidget(search_);
  pages_->addWidget(emptyHint());
  pages_->addWidget(view_);
  layout->addWidget(pages_, 1);
  layout->addWidget(info_);
  buildView();
  connect(search_, &QLineEdit::textChanged, filter_, &NeuronFilterModel::setSearch);
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
  view_->viewport()->installEventFilter(this);
  auto* delegate =
      new SetTitleDelegate(view_, NeuronTreeModel::NameColumn, NeuronTreeModel::ShownNameRole);
  delegate->setAlsoSelected([this](const QModelIndex& index) {
    return !selected_.isEmpty() && selected_.contains(refOf(index));
  });
  view_->setItemDelegate(delegate);
  for (auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
    connect(filter_, signal, this, [this](const QModelIndex& parent) {
      if (!parent.isValid()) spanTitles();
    });
  }
  connect(filter_, &QAbstractItemModel::modelAboutToBeReset, this, &SetsPanel::rememberExpanded);
  connect(filter_, &QAbstractItemModel::modelReset, this, &SetsPanel::beganAnew);
  buildHeader();
  connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
          &SetsPanel::showInfo);
  connect(info_, &SetInfo::unitWanted, this, &SetsPanel::unitWanted);
  connect(info_, &SetInfo::leftOutWanted, this, &SetsPanel::leftOutWanted);
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &SetsPanel::userSelected);
  connect(view_, &QWidget::customContextMenuRequested, this, &SetsPanel::showMenu);
  new CopyRows(view_, [this] { return selectedAsText(); });
}

void SetsPanel::buildHeader() {
  auto* header = view_->header();
  header->setStretchLastSection(false);
  const auto* style = view_->style();
  const int before = 2 * view_->indentation() +
                     style->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, view_) +
                     style->pixelMetric(QStyle::PM_SmallIconSize, nullptr, view_) +
                     4 * (style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, view_) + 1);
  new NameColumnWidth(header, NeuronTreeModel::NameColumn, before + leastNameWidth_px(*view_),
                      NeuronTreeModel::PointsColumn);
  const int digits = view_->fontMetrics().horizontalAdvance(QStringLiteral("20,000"));
  header->setMinimumSectionSize(40);
  header->resizeSection(NeuronTreeModel::PointsColumn, digits + 16);
  // Units and warnings stand in whole sentences below the tree.
  header->hideSection(NeuronTreeModel::NotesColumn);
  // The third click brings back the order of reading.
  header->setSortIndicatorClearable(true);
  header->setSortIndicator(-1, Qt::AscendingOrder);
  view_->setSortingEnabled(true);
}

void SetsPanel::spanTitles() {
  for (int row = 0; row < filter_->rowCount(); ++row) {
    view_->setFirstColumnSpanned(row, {}, true);
  }
}

void SetsPanel::rememberExpanded() {
  if (searching_) return;  // all are expanded then
  expanded_.clear();
  for (int row = 0; row < filter_->rowCount(); ++row) {
    const QModelIndex set = filter_->index(row, 0);
    if (view_->isExpanded(set)) expanded_.insert(set.data(NeuronTreeModel::SetIdRole).toInt());
  }
}

/// Another search or order: the best of it is at the top. What is not shown stays selected.
void SetsPanel::beganAnew() {
  searching_ = !filter_->search().isEmpty();
  for (int row = 0; row < filter_->rowCount(); ++row) {
    const QModelIndex set = filter_->index(row, 0);
    view_->setExpanded(
        set, searching_ || expanded_.contains(set.data(NeuronTreeModel::SetIdRole).toInt()));
  }
  spanTitles();
  mark(Scroll::Stay);
  view_->scrollToTop();
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

void SetsPanel::appendRefs(const QItemSelection& rows, QVector<NeuronRef>* refs) const {
  for (const QItemSelectionRange& range : rows) {
    if (!range.parent().isValid()) continue;  // sets
    const int setId = range.parent().data(NeuronTreeModel::SetIdRole).toInt();
    for (int row = range.top(); row <= range.bottom(); ++row)
      refs->append({setId, filter_->neuronAt(setId, row)});
  }
}

/// All that is selected in the tree. Where more is selected than it marks (filtered away, or too
/// many runs of rows), that stays while the user adds to it.
QVector<NeuronRef> SetsPanel::selectedByUser(const QItemSelection& selected,
                                             const QItemSelection& deselected) const {
  QVector<NeuronRef> refs;
  if (selected_.isEmpty() || !isAddingToSelection()) {
    appendRefs(view_->selectionModel()->selection(), &refs);
    return refs;
  }
  QVector<NeuronRef> gone, added;
  appendRefs(deselected, &gone);
  appendRefs(selected, &added);
  const QSet<NeuronRef> leave(gone.begin(), gone.end());
  for (const NeuronRef& ref : workspace_->selectedNeurons()) {
    if (!leave.contains(ref)) refs.append(ref);
  }
  const QSet<NeuronRef> there(refs.begin(), refs.end());
  for (const NeuronRef& ref : std::as_const(added)) {
    if (!there.contains(ref)) refs.append(ref);
  }
  return refs;
}

void SetsPanel::userSelected(const QItemSelection& selected, const QItemSelection& deselected) {
  if (following_) return;
  const QVector<NeuronRef> refs = selectedByUser(selected, deselected);
  // The menu of a set concerns the set, and leaves alone what is selected.
  const bool forMenu = (QGuiApplication::mouseButtons() & Qt::RightButton) != 0;
  if (refs.isEmpty() && forMenu) return;
  following_ = true;
  workspace_->selectNeurons(refs, refOf(view_->selectionModel()->currentIndex()));
  following_ = false;
  if (workspace_->selectedNeurons().size() == refs.size()) return;
  // Query and matches stayed beside what was picked. Later: the view is still selecting.
  QMetaObject::invokeMethod(
      this, [this] { mark(Scroll::Stay); }, Qt::QueuedConnection);
}

void SetsPanel::followSelection() {
  if (!following_) mark(Scroll::Follow);
}

void SetsPanel::mark(Scroll scroll) {
  following_ = true;
  QHash<int, std::vector<int>> rows;  // by set
  QModelIndex current;
  const QVector<NeuronRef> refs = workspace_->selectedNeurons();
  for (const NeuronRef& ref : refs) {
    const int row = filter_->rowOf(ref.setId, ref.neuron);
    if (row < 0) continue;
    rows[ref.setId].push_back(row);
    if (!current.isValid())
      current = filter_->mapFromSource(model_->neuronIndex(ref.setId, ref.neuron));
  }
  QItemSelection runs;
  qsizetype marked = 0;
  for (auto it = rows.cbegin(); it != rows.cend(); ++it)
    marked +=
        appendRuns(*filter_, filter_->mapFromSource(model_->setIndex(it.key())), it.value(), &runs);
  selected_.clear();
  if (marked < refs.size()) selected_ = {refs.begin(), refs.end()};
  if (current.isValid() && scroll == Scroll::Follow) {
    view_->selectionModel()->setCurrentIndex(current, QItemSelectionModel::NoUpdate);
    view_->scrollTo(current);
  }
  replaceSelection(view_->selectionModel(), runs);
  following_ = false;
  view_->viewport()->update();
}

/// A click into a check box checks: it does not select the neuron too, as item views have it.
bool SetsPanel::clickCheckBox(const QPoint& at) {
  const QModelIndex index = view_->indexAt(at);
  if (index.column() != NeuronTreeModel::NameColumn) return false;
  QStyleOptionViewItem option;
  option.initFrom(view_);
  option.rect = view_->visualRect(index);
  option.features = QStyleOptionViewItem::HasCheckIndicator;
  const QRect box =
      view_->style()->subElementRect(QStyle::SE_ItemViewItemCheckIndicator, &option, view_);
  if (!box.contains(at)) return false;
  const bool isChecked = index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
  filter_->setData(index, isChecked ? Qt::Unchecked : Qt::Checked, Qt::CheckStateRole);
  return true;
}

bool SetsPanel::eventFilter(QObject* watched, QEvent* event) {
  const auto type = event->type();
  const bool press = type == QEvent::MouseButtonPress || type == QEvent::MouseButtonDblClick;
  if (press || type == QEvent::MouseButtonRelease) {
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (press) {
      onCheckBox_ = mouse->button() == Qt::LeftButton && clickCheckBox(mouse->position().toPoint());
    }
    if (onCheckBox_) return true;
  }
  return QWidget::eventFilter(watched, event);
}

void SetsPanel::showOnly(const NeuronRef& ref) {
  workspace_->clearSelection();
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

/// From top to bottom; sets too, if they are selected.
QVector<NeuronRef> SetsPanel::markedRows() const {
  QVector<NeuronRef> refs;
  if (selected_.isEmpty()) {
    const auto rows = selectedRowsInOrder(*view_);
    for (const QModelIndex& index : rows)
      refs.append(refOf(index));
    return refs;
  }
  for (int position = 0; position < filter_->rowCount(); ++position) {
    const QModelIndex set = filter_->index(position, 0);
    const int id = refOf(set).setId;
    for (int row = 0; row < filter_->rowCount(set); ++row) {
      const NeuronRef ref{id, filter_->neuronAt(id, row)};
      if (selected_.contains(ref)) refs.append(ref);
    }
  }
  return refs;
}

/// Names in full, one per line.
QString SetsPanel::selectedAsText() const {
  QStringList names;
  const auto refs = markedRows();
  for (const NeuronRef& ref : refs) {
    const auto* set = workspace_->sets()->find(ref.setId);
    if (set != nullptr) names += ref.neuron < 0 ? set->title : set->neurons->name(ref.neuron);
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
