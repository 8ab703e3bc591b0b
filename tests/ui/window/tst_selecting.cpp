// SPDX-License-Identifier: BSD-3-Clause
// Selecting in the tree and in the matches: what a click means, what filters and orders do to it.
#include "tests/compute/scorefile/LargeResult.hpp"
#include "tests/ui/support/ShownWindow.hpp"
#include "tests/ui/support/TinyNeurons.hpp"
#include "ui/heatmap/HeatmapWidget.hpp"
#include "ui/models/MatchesModel.hpp"
#include "ui/models/NeuronTreeModel.hpp"
#include "ui/scene/SceneWidget.hpp"
#include "ui/watchdog/WatchedApplication.hpp"
#include "ui/widgets/RowSelection.hpp"
#include "ui/window/PairLabel.hpp"

#include <QHeaderView>
#include <QLabel>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTreeView>

namespace {

constexpr int kNeurons = 2200;
constexpr qint64 kQuery = LargeResult::kRowStep;

/// The window with a result of 2,200 neurons, and a set of three that have nothing to do with it.
struct Two : ShownWindow {
  QTreeView* tree = child<QTreeView>("sets");
  QTableView* matches = child<QTableView>("matches");
  QLineEdit* filter = child<QLineEdit>("filterMatches");
  QLineEdit* search = child<QLineEdit>("searchNeurons");
  int result = 0, other = 0;

  explicit Two(const QString& scores, const QString& neurons) {
    window.open({scores});
    if (!QTest::qWaitFor([&] { return work()->result() != nullptr; }, kLong_ms))
      qFatal("the result does not open");
    result = work()->sets()->at(0).id;
    window.open({neurons});
    if (!QTest::qWaitFor([&] { return work()->sets()->count() == 2; }, kLong_ms))
      qFatal("the other set does not open");
    other = work()->sets()->at(1).id;
    tree->expandAll();
    work()->selection()->selectPair(kQuery, 7);
    settle();
  }
  void settle() {
    QTest::qWait(1);
    if (!QTest::qWaitFor([&] { return isSettled(); }, kLong_ms))
      qFatal("the window does not come to rest");
  }
  Selection* selection() { return work()->selection(); }
  QModelIndex set(int id) {
    for (int row = 0; row < tree->model()->rowCount(); ++row) {
      const QModelIndex index = tree->model()->index(row, 0);
      if (index.data(NeuronTreeModel::SetIdRole).toInt() == id) return index;
    }
    return {};
  }
  void click(const QModelIndex& index, Qt::KeyboardModifiers modifiers = {},
             Qt::MouseButton button = Qt::LeftButton) {
    tree->scrollTo(index);
    const QRect row = tree->visualRect(index);
    QTest::mouseClick(tree->viewport(), button, modifiers, {row.right() - 5, row.center().y()});
    QTest::qWait(1);
  }
  void clickNeuron(int id, int row, Qt::KeyboardModifiers modifiers = {}) {
    click(tree->model()->index(row, 0, set(id)), modifiers);
  }
  void clickMatch(int row, Qt::KeyboardModifiers modifiers = {}) {
    const QModelIndex index = matches->model()->index(row, MatchesModel::NameColumn);
    matches->scrollTo(index);
    QTest::mouseClick(matches->viewport(), Qt::LeftButton, modifiers,
                      matches->visualRect(index).center());
  }
  void clickHeader(QHeaderView* header, int column) {
    const int x = header->sectionViewportPosition(column) + header->sectionSize(column) / 2;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {x, header->height() / 2});
  }
  /// The neurons that the tree marks, of a set.
  QSet<int> marked(int id) {
    QSet<int> rows;
    for (const QModelIndex& index : tree->selectionModel()->selectedRows()) {
      if (index.parent() == set(id)) rows.insert(index.data(NeuronTreeModel::NeuronRole).toInt());
    }
    return rows;
  }
  bool looksSelected(int row) {
    const QModelIndex index = matches->model()->index(row, MatchesModel::MeanColumn);
    matches->scrollTo(index);
    const QRect cell = matches->visualRect(index);
    const QImage picture = matches->viewport()->grab(cell).toImage();
    return picture.pixelColor(2, 2) == matches->palette().color(QPalette::Highlight);
  }
};

}  // namespace

class TestSelecting : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  QString scores_, neurons_;

 private Q_SLOTS:
  void initTestCase() {
    scores_ = folder_.filePath("scores.h5");
    LargeResult(kNeurons).write(scores_.toStdString());
    neurons_ = folder_.filePath("other");
    writeTinyNeurons(neurons_, 3);
  }

  void rowsBecomeRuns() {
    QStandardItemModel model(20, 2);
    QItemSelection runs;
    QCOMPARE(appendRuns(model, {}, {5, 3, 4, 4, 19, 0, 1}, &runs), qsizetype{6});
    QCOMPARE(runs.size(), qsizetype{3});
    QCOMPARE(runs[0].top(), 0);
    QCOMPARE(runs[0].bottom(), 1);
    QCOMPARE(runs[1].height(), 3);
    QCOMPARE(runs[1].right(), 1);
    QCOMPARE(runs[2].top(), 19);
    QStandardItemModel large(3 * kMostRuns, 1);
    std::vector<int> rows;
    for (int row = 0; row < large.rowCount(); row += 2)
      rows.push_back(row);
    QItemSelection most;
    QCOMPARE(appendRuns(large, {}, rows, &most), kMostRuns);
    QCOMPARE(most.size(), kMostRuns);
  }

  void theFirstClickSortsBestFirst() {
    Two two(scores_, neurons_);
    const auto* model = two.matches->model();
    for (const int column : {MatchesModel::ForwardColumn, MatchesModel::MeanColumn}) {
      two.matches->scrollToBottom();
      two.clickHeader(two.matches->horizontalHeader(), column);
      const auto score = [&](int row) { return model->index(row, column).data().toDouble(); };
      QVERIFY(score(0) > score(1) && score(1) > score(kNeurons - 2));
      QCOMPARE(two.matches->rowAt(1), 0);  // and shows it
      two.clickHeader(two.matches->horizontalHeader(), column);
      QVERIFY(score(0) < score(1));
    }
    QCOMPARE(two.selection()->targets(), QVector<qint64>{7});
    QCOMPARE(selectedNames(two.matches, MatchesModel::NameColumn),
             QStringList{QString::fromStdString(LargeResult::nameOf(7))});
  }

  void theFilterStartsAtTheTop() {
    Two two(scores_, neurons_);
    two.clickMatch(1900);
    const auto selected = two.selection()->targets();
    QVERIFY(two.matches->rowAt(1) > 1000);
    QTest::keyClicks(two.filter, "right");
    QCOMPARE(two.matches->rowAt(1), 0);
    const QString first =
        two.matches->model()->index(0, MatchesModel::NameColumn).data().toString();
    QVERIFY2(first.startsWith("right"), qPrintable(first));
    QCOMPARE(two.selection()->targets(), selected);
    two.filter->clear();
    QCOMPARE(two.matches->rowAt(1), 0);
    QCOMPARE(two.matches->selectionModel()->selectedRows().size(), 1);
  }

  void whatIsFilteredAwayStaysWhileMoreIsAdded() {
    Two two(scores_, neurons_);
    const auto names = [&] {
      QStringList found;
      for (const qint64 target : two.selection()->targets())
        found += two.work()->result()->targetName(target).section('_', 0, 0);
      return found;
    };
    QTest::keyClicks(two.filter, "left");
    two.clickMatch(0);
    two.filter->clear();
    QTest::keyClicks(two.filter, "right");
    two.clickMatch(0, Qt::ControlModifier);
    QCOMPARE(names(), (QStringList{"left", "right"}));
    two.clickMatch(0, Qt::ControlModifier);
    QCOMPARE(names(), QStringList{"left"});
    two.clickMatch(1);  // a plain click begins anew
    QCOMPARE(names(), QStringList{"right"});
  }

  void moreRunsThanQtCanStandAreMarkedAllTheSame() {
    Two two(scores_, neurons_);
    QVector<qint64> every;
    for (qint64 target = 0; target < kNeurons; target += 2)
      every.append(target);
    two.selection()->select(kQuery, every);
    two.settle();
    const auto* model = two.matches->model();
    int wrong = 0;
    for (int row = 0; row < model->rowCount(); row += 307) {
      const qint64 target = model->index(row, 0).data(MatchesModel::TargetRole).toLongLong();
      if (two.looksSelected(row) != (target % 2 == 0)) ++wrong;
    }
    QCOMPARE(wrong, 0);
    // Adding one keeps them all.
    int odd = model->rowCount() - 1;
    while (model->index(odd, 0).data(MatchesModel::TargetRole).toLongLong() % 2 == 0)
      --odd;
    two.clickMatch(odd, Qt::ControlModifier);
    QCOMPARE(two.selection()->targets().size(), every.size() + 1);
    two.clickMatch(odd);
    QCOMPARE(two.selection()->targets().size(), qsizetype{1});
  }

  void theSearchStartsAtTheTop() {
    Two two(scores_, neurons_);
    two.clickNeuron(two.result, 1900);
    QVERIFY(two.tree->indexAt({50, 2}).row() > 1000);
    QTest::keyClicks(two.search, "right");
    QCOMPARE(two.tree->indexAt({50, 2}), two.set(two.result));
    QVERIFY(two.tree->isExpanded(two.set(two.result)));
    QCOMPARE(two.selection()->query(), qint64{1900});
    two.search->clear();
    QVERIFY(two.tree->isExpanded(two.set(two.result)));
    QCOMPARE(two.marked(two.result), QSet<int>{1900});
    two.tree->collapse(two.set(two.result));
    QTest::keyClicks(two.search, "right");
    QVERIFY(two.tree->isExpanded(two.set(two.result)));
    two.search->clear();
    QVERIFY(!two.tree->isExpanded(two.set(two.result)));
  }

  void theTreeSorts() {
    Two two(scores_, neurons_);
    const auto first = [&] {
      return two.tree->model()
          ->index(0, 0, two.set(two.result))
          .data()
          .toString()
          .section('_', 0, 0);
    };
    QCOMPARE(first(), QString("left"));
    two.clickHeader(two.tree->header(), NeuronTreeModel::NameColumn);
    QCOMPARE(first(), QString("central"));
    two.clickHeader(two.tree->header(), NeuronTreeModel::NameColumn);
    QCOMPARE(first(), QString("right"));
    two.clickHeader(two.tree->header(), NeuronTreeModel::NameColumn);
    QCOMPARE(first(), QString("left"));
    QCOMPARE(two.marked(two.result), (QSet<int>{int(kQuery), 7}));
  }

  void aNeuronOfAnotherSetComesBesideTheMatch() {
    Two two(scores_, neurons_);
    two.clickNeuron(two.other, 1);
    QCOMPARE(two.selection()->query(), kQuery);
    QCOMPARE(two.selection()->targets(), QVector<qint64>{7});
    QCOMPARE(two.work()->picked(), (QVector<NeuronRef>{{two.other, 1}}));
    QTRY_COMPARE(two.marked(two.result), (QSet<int>{int(kQuery), 7}));
    QCOMPARE(two.marked(two.other), QSet<int>{1});
    two.clickNeuron(two.other, 2);
    QCOMPARE(two.work()->picked(), (QVector<NeuronRef>{{two.other, 2}}));
    QCOMPARE(two.selection()->query(), kQuery);
    two.clickNeuron(two.result, 20);  // a plain click elsewhere: another query, nothing picked
    QCOMPARE(two.selection()->query(), qint64{20});
    QVERIFY(two.work()->picked().isEmpty() && two.selection()->targets().isEmpty());
  }

  void theQueryStaysWhileMoreIsSelected() {
    Two two(scores_, neurons_);
    two.clickNeuron(two.result, 100);
    two.clickNeuron(two.result, 103, Qt::ControlModifier);
    two.clickNeuron(two.result, 101, Qt::ControlModifier);
    QCOMPARE(two.selection()->query(), qint64{100});
    QCOMPARE(two.selection()->targets(), (QVector<qint64>{103, 101}));
    two.clickNeuron(two.result, 105, Qt::ShiftModifier);
    QCOMPARE(two.selection()->targets().last(), qint64{105});
    two.clickNeuron(two.other, 0, Qt::ControlModifier);
    QCOMPARE(two.work()->picked(), (QVector<NeuronRef>{{two.other, 0}}));
    QVERIFY(!two.selection()->targets().isEmpty());
  }

  void aClickOnASetClears() {
    Two two(scores_, neurons_);
    two.clickNeuron(two.other, 1);
    two.tree->scrollToTop();
    two.click(two.set(two.result));
    QCOMPARE(two.selection()->query(), qint64{-1});
    QVERIFY(two.work()->picked().isEmpty());
    QVERIFY(two.marked(two.result).isEmpty() && two.marked(two.other).isEmpty());
    QTest::qWait(50);
    two.settle();
    QCOMPARE(two.selection()->query(), qint64{-1});  // nothing is selected in its place
  }

  void theMenuOfASetLeavesTheSelection() {
    Two two(scores_, neurons_);
    two.tree->setContextMenuPolicy(Qt::NoContextMenu);
    two.tree->scrollToTop();
    two.click(two.set(two.result), {}, Qt::RightButton);
    QCOMPARE(two.selection()->query(), kQuery);
  }

  void aCheckBoxOnlyChecks() {
    Two two(scores_, neurons_);
    const auto box = [&](const QModelIndex& index) {
      two.tree->scrollTo(index);
      const QRect row = two.tree->visualRect(index);
      return QPoint(row.left() + 9, row.center().y());
    };
    const QModelIndex neuron = two.tree->model()->index(40, 0, two.set(two.result));
    QTest::mouseClick(two.tree->viewport(), Qt::LeftButton, {}, box(neuron));
    QVERIFY(two.work()->sets()->find(two.result)->visible[40]);
    QCOMPARE(two.selection()->query(), kQuery);
    QCOMPARE(two.selection()->targets(), QVector<qint64>{7});
    const QModelIndex set = two.set(two.other);
    QTest::mouseClick(two.tree->viewport(), Qt::LeftButton, {}, box(set));
    QCOMPARE(two.work()->sets()->find(two.other)->visibleCount, qint64{0});
    QCOMPARE(two.selection()->query(), kQuery);
    QTest::mouseDClick(two.tree->viewport(), Qt::LeftButton, {}, box(set));
    QCOMPARE(two.selection()->query(), kQuery);
  }

  void theCaptionSaysWhatAPixelIs() {
    Two two(scores_, neurons_);
    auto* heatmap = two.window.findChild<HeatmapWidget*>();
    const auto* caption = two.child<QLabel>("heatmapCaption");
    QVERIFY2(caption->text().contains("score of each pixel"), qPrintable(caption->text()));
    QCOMPARE(caption->text().contains("sampled"),
             heatmap->pixel() == HeatmapWidget::Pixel::BestOfSampled);
    const QPoint at = heatmap->matrixRect().center();
    QWheelEvent near(at, heatmap->mapToGlobal(at), {}, {0, 2400}, {}, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(heatmap, &near);
    QVERIFY2(!caption->text().contains("pixel"), qPrintable(caption->text()));
  }

  void theStatusBarShowsTheScore() {
    Two two(scores_, neurons_);
    two.window.resize(700, 600);
    QTest::qWait(20);
    auto* heatmap = two.window.findChild<HeatmapWidget*>();
    QTest::mouseMove(heatmap, heatmap->centreOf(kQuery, 1000));
    auto* hovered = two.child<PairLabel>("hovered");
    int moves = 0;  // again and again: the display's own pointer may leave the window meanwhile
    const auto isTold = [&] {
      QTest::mouseMove(heatmap, heatmap->matrixRect().center() + QPoint(5 * (++moves % 2), 0));
      return !hovered->text().isEmpty();
    };
    QVERIFY(QTest::qWaitFor(isTold, kLong_ms));
    const QString score = hovered->text().section(": ", -1);
    QVERIFY(!score.isEmpty());
    QVERIFY2(hovered->shownText().endsWith(score), qPrintable(hovered->shownText()));
    QVERIFY(hovered->fontMetrics().horizontalAdvance(hovered->shownText()) <= hovered->width());
    QVERIFY(!hovered->text().contains("elastic"));
  }

  void theTitleOfTheMatchesTakesOneLine() {
    ShownWindow shown({}, {800, 600});
    auto* field = shown.child<QWidget>("filterMatches");
    const auto top = [&] { return field->mapTo(&shown.window, QPoint()).y(); };
    QTest::qWait(20);
    const int before = top();
    const QString path = folder_.filePath("titled.h5");
    LargeResult(kNeurons).write(path.toStdString(), 8);
    shown.window.open({path});
    QTRY_VERIFY_WITH_TIMEOUT(shown.work()->result() != nullptr, kLong_ms);
    shown.work()->selection()->selectQuery(kQuery);
    auto* title = shown.child<QLabel>("matchesTitle");
    QTRY_VERIFY(title->text().contains("% of the targets"));
    QVERIFY(title->fontMetrics().horizontalAdvance(title->text()) > title->width());
    QTest::qWait(20);
    QCOMPARE(top(), before);
    QCOMPARE(title->toolTip(), shown.work()->result()->queryName(kQuery));
  }

  void unfinishedResultsSaySo() {
    ShownWindow shown;
    const QString path = folder_.filePath("half.h5");
    const LargeResult half(kNeurons);
    half.write(path.toStdString(), 8);
    const qint64 targets = 8 * half.blockTargets() - (kQuery < 8 * half.blockTargets() ? 1 : 0);
    shown.window.open({path});
    QTRY_VERIFY_WITH_TIMEOUT(shown.work()->result() != nullptr, kLong_ms);
    shown.work()->selection()->selectQuery(kQuery);
    auto* title = shown.child<QLabel>("matchesTitle");
    const auto said =
        QStringLiteral(", of %1 % of the targets so far").arg(100 * targets / (kNeurons - 1));
    QTRY_VERIFY2_WITH_TIMEOUT(title->text().contains(said), qPrintable(title->text()), kLong_ms);
    const auto* model = shown.child<QTableView>("matches")->model();
    QCOMPARE(model->index(0, MatchesModel::RankColumn).data().toString(), QString("(1)"));
  }
};

int main(int argc, char** argv) {
  SceneWidget::prepareApplication();
  WatchedApplication application(argc, argv);
  TestSelecting test;
  return application.verdict(QTest::qExec(&test, argc, argv));
}
#include "tst_selecting.moc"
