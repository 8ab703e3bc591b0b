// SPDX-License-Identifier: BSD-3-Clause
#include "tests/ui/models/Fixtures.hpp"
#include "ui/models/NeuronFilterModel.hpp"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using fixtures::makeSet;
using Tester = QAbstractItemModelTester;

/// Sets with the tree and its filter over them, all checked by the model tester at every change.
struct Trees {
  NeuronSets sets;
  NeuronTreeModel tree{&sets};
  NeuronFilterModel filter;
  Tester treeTester{&tree, Tester::FailureReportingMode::QtTest};
  Tester filterTester{&filter, Tester::FailureReportingMode::QtTest};
  Trees() { filter.setSourceModel(&tree); }

  QStringList shown(int set = 0) const {
    QStringList names;
    const auto parent = filter.index(set, 0);
    for (int row = 0; row < filter.rowCount(parent); ++row)
      names.append(filter.index(row, 0, parent).data().toString());
    return names;
  }
};

class TestNeuronTreeModel : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void shapes_data();
  void shapes();
  void columnsAndToolTips();
  void checkBoxesFollowTheSets();
  void checkBoxesChangeTheSets();
  void colourIsDecoratedByTheView();
  void setsComeAndGo();
  void changesAreTold();
  void bordersAreRespected();
  void search_data();
  void search();
  void searchFollowsNewSets();
  void sortsPointsAsNumbers();
  void sortsBackToTheOrderOfReading();
  void aSearchBeginsAnew();
  void changesOfSortedNeuronsAreTold();
  void whatAllNamesShareIsLeftOutOfTheShownOnly();
  void hundredThousandNeurons();
};

void TestNeuronTreeModel::shapes_data() {
  QTest::addColumn<QStringList>("keys");
  QTest::newRow("empty set") << QStringList{};
  QTest::newRow("one neuron") << QStringList{"a"};
  QTest::newRow("duplicate names") << QStringList{"left/a", "right/a", "a"};
  QTest::newRow("odd names") << QStringList{"", " ", "größer µ", QString(300, 'x')};
}

void TestNeuronTreeModel::shapes() {
  QFETCH(QStringList, keys);
  std::vector<std::string> names;
  for (const auto& key : keys)
    names.push_back(key.toStdString());
  Trees t;
  const int id = t.sets.addLoaded("set", {}, makeSet(names));
  const auto set = t.tree.setIndex(id);
  QCOMPARE(t.tree.rowCount(), 1);
  QCOMPARE(t.tree.rowCount(set), keys.size());
  QCOMPARE(t.tree.hasChildren(set), !keys.isEmpty());
  for (int i = 0; i < keys.size(); ++i) {
    const auto neuron = t.tree.index(i, 0, set);
    QCOMPARE(neuron.data().toString(), keys[i]);
    QCOMPARE(neuron.parent(), set);
    QCOMPARE(neuron, t.tree.neuronIndex(id, i));
    QCOMPARE(t.tree.rowCount(neuron), 0);
    QCOMPARE(neuron.data(NeuronTreeModel::SetIdRole).toInt(), id);
    QCOMPARE(neuron.data(NeuronTreeModel::NeuronRole).toLongLong(), i);
  }
  QCOMPARE(set.data(NeuronTreeModel::NeuronRole).toLongLong(), -1);
}

void TestNeuronTreeModel::columnsAndToolTips() {
  Trees t;
  auto set = makeSet(2);
  set->neurons[1].warnings = {"node 17's parent 99 is missing: made a root"};
  set->leftOut = {{"bad", "bad.swc: empty"}};
  const int id = t.sets.addLoaded("my set", {"/data/my set.zip"}, set);
  const auto text = [](const QModelIndex& index) { return index.data().toString(); };
  QCOMPARE(text(t.tree.setIndex(id)), "my set");
  QCOMPARE(text(t.tree.setIndex(id, NeuronTreeModel::PointsColumn)), "2 neurons");
  QCOMPARE(text(t.tree.setIndex(id, NeuronTreeModel::NotesColumn)), "µm · 1 neuron left out");
  QCOMPARE(t.tree.setIndex(id).data(Qt::ToolTipRole).toString(),
           "my set\n/data/my set.zip\nUnit: µm (stated in the header)");
  QCOMPARE(text(t.tree.neuronIndex(id, 1, NeuronTreeModel::PointsColumn)), "2");
  QCOMPARE(text(t.tree.neuronIndex(id, 0, NeuronTreeModel::NotesColumn)), "");
  QVERIFY(text(t.tree.neuronIndex(id, 1, NeuronTreeModel::NotesColumn)).contains("parent 99"));
  const auto tip = t.tree.neuronIndex(id, 1).data(Qt::ToolTipRole).toString();
  QVERIFY(tip.startsWith("n1\nfolder/n1.swc\n"));
  QVERIFY(tip.contains("parent 99"));
}

void TestNeuronTreeModel::checkBoxesFollowTheSets() {
  Trees t;
  const int id = t.sets.addLoaded("s", {}, makeSet(2));
  const auto state = [&](const QModelIndex& index) {
    return static_cast<Qt::CheckState>(index.data(Qt::CheckStateRole).toInt());
  };
  QCOMPARE(state(t.tree.setIndex(id)), Qt::Checked);
  t.sets.setNeuronVisible(id, 0, false);
  QCOMPARE(state(t.tree.setIndex(id)), Qt::PartiallyChecked);
  QCOMPARE(state(t.tree.neuronIndex(id, 0)), Qt::Unchecked);
  QCOMPARE(state(t.tree.neuronIndex(id, 1)), Qt::Checked);
  t.sets.setVisible(id, false);
  QCOMPARE(state(t.tree.setIndex(id)), Qt::Unchecked);
  QVERIFY(!t.tree.setIndex(id, NeuronTreeModel::PointsColumn).data(Qt::CheckStateRole).isValid());
}

void TestNeuronTreeModel::checkBoxesChangeTheSets() {
  Trees t;
  const int id = t.sets.addLoaded("s", {}, makeSet(2));
  QVERIFY(t.tree.setData(t.tree.neuronIndex(id, 1), Qt::Unchecked, Qt::CheckStateRole));
  QVERIFY(!t.sets.find(id)->visible[1]);
  QVERIFY(t.tree.setData(t.tree.setIndex(id), Qt::Unchecked, Qt::CheckStateRole));
  QCOMPARE(t.sets.find(id)->visibleCount, 0);
  QVERIFY(!t.tree.setData(t.tree.setIndex(id), "another name", Qt::EditRole));
  QVERIFY(!t.tree.setData({}, Qt::Checked, Qt::CheckStateRole));
}

void TestNeuronTreeModel::colourIsDecoratedByTheView() {
  Trees t;
  const int id = t.sets.addLoaded("s", {}, makeSet(1));
  t.sets.setColour(id, 0xFF102030);
  QCOMPARE(t.tree.setIndex(id).data(NeuronTreeModel::ColourRole).toUInt(), 0xFF102030u);
  QVERIFY(!t.tree.setIndex(id).data(Qt::DecorationRole).isValid());
  t.tree.setDecorator([](quint32 argb) { return QVariant(QString::number(argb, 16)); });
  QCOMPARE(t.tree.setIndex(id).data(Qt::DecorationRole).toString(), "ff102030");
  QCOMPARE(t.tree.neuronIndex(id, 0).data(Qt::DecorationRole).toString(), "ff102030");
  QVERIFY(!t.tree.setIndex(id, 1).data(Qt::DecorationRole).isValid());
}

void TestNeuronTreeModel::setsComeAndGo() {
  Trees t;
  const int a = t.sets.addLoaded("a", {}, makeSet(3));
  const int b = t.sets.addLoaded("b", {}, makeSet(2));
  const QPersistentModelIndex second = t.tree.setIndex(b);
  QCOMPARE(t.filter.rowCount(), 2);
  t.sets.remove(a);
  QCOMPARE(t.filter.rowCount(), 1);
  QCOMPARE(second.row(), 0);
  // A neuron's index holds its set's id, not the set's row.
  QCOMPARE(t.tree.neuronIndex(b, 1).parent(), QModelIndex(second));
  QVERIFY(!t.tree.setIndex(a).isValid());
  t.sets.remove(b);
  QCOMPARE(t.filter.rowCount(), 0);
}

void TestNeuronTreeModel::changesAreTold() {
  Trees t;
  const int id = t.sets.addLoaded("a", {}, makeSet(3));
  QSignalSpy changes(&t.tree, &NeuronTreeModel::dataChanged);
  t.sets.setColour(id, 0xFF000001);
  QCOMPARE(changes.count(), 2);  // the set and its neurons
  QCOMPARE(changes[1][1].toModelIndex().row(), 2);
  changes.clear();
  t.sets.setNeuronVisible(id, 1, false);
  QCOMPARE(changes.count(), 2);
  QCOMPARE(changes[0][0].toModelIndex(), t.tree.setIndex(id));
  QCOMPARE(changes[1][0].toModelIndex(), t.tree.neuronIndex(id, 1));
}

void TestNeuronTreeModel::bordersAreRespected() {
  Trees t;
  const int id = t.sets.addLoaded("a", {}, makeSet(3));
  const auto set = t.tree.setIndex(id);
  QVERIFY(t.tree.index(2, 2, set).isValid());
  QVERIFY(!t.tree.index(3, 0, set).isValid());
  QVERIFY(!t.tree.index(0, 3, set).isValid());
  QVERIFY(!t.tree.index(1, 0).isValid());
  QVERIFY(!t.tree.neuronIndex(id, 3).isValid());
  QVERIFY(!t.tree.neuronIndex(id + 1, 0).isValid());
}

void TestNeuronTreeModel::search_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QStringList>("names");
  QTest::addColumn<int>("sets");
  const QStringList all{"DA1_R_1", "DA1_L_1", "VA2_R_1"};
  QTest::newRow("nothing") << "" << all << 2;
  QTest::newRow("blanks only") << "  " << all << 2;
  QTest::newRow("any case") << "da1" << QStringList{"DA1_R_1", "DA1_L_1"} << 1;
  QTest::newRow("in the middle") << "_R_" << QStringList{"DA1_R_1", "VA2_R_1"} << 1;
  QTest::newRow("the set's title keeps all") << "uniglomerular" << all << 1;
  QTest::newRow("no pattern characters") << "D.1" << QStringList{} << 0;
  QTest::newRow("nowhere") << "KC" << QStringList{} << 0;
}

void TestNeuronTreeModel::search() {
  QFETCH(QString, text);
  QFETCH(int, sets);
  Trees t;
  t.sets.addLoaded("uniglomerular PNs", {}, makeSet({"DA1_R_1", "DA1_L_1", "VA2_R_1"}));
  t.sets.addLoaded("others", {}, makeSet({"x"}));
  t.filter.setSearch("something else first");
  t.filter.setSearch(text);
  QCOMPARE(t.filter.rowCount(), sets);
  QTEST(t.shown(), "names");
}

void TestNeuronTreeModel::searchFollowsNewSets() {
  Trees t;
  t.filter.setSearch("b");
  t.sets.addLoaded("first", {}, makeSet({"a"}));
  QCOMPARE(t.filter.rowCount(), 0);
  const int id = t.sets.addLoaded("second", {}, makeSet({"a", "b"}));
  QCOMPARE(t.filter.rowCount(), 1);
  QCOMPARE(t.shown(), QStringList{"b"});
  t.sets.remove(id);
  QCOMPARE(t.filter.rowCount(), 0);
}

void TestNeuronTreeModel::sortsPointsAsNumbers() {
  Trees t;
  auto set = makeSet(12);  // 1 to 12 points: as text, 10 would come before 2
  t.sets.addLoaded("s", {}, set);
  t.filter.sort(NeuronTreeModel::PointsColumn, Qt::DescendingOrder);
  QCOMPARE(t.shown().first(), "n11");
  QCOMPARE(t.shown().last(), "n0");
  t.filter.sort(NeuronTreeModel::NameColumn, Qt::AscendingOrder);
  QCOMPARE(t.shown().mid(0, 4), (QStringList{"n0", "n1", "n10", "n11"}));
}

void TestNeuronTreeModel::sortsBackToTheOrderOfReading() {
  Trees t;
  const int id = t.sets.addLoaded("s", {}, makeSet({"b", "C", "a"}));
  t.filter.sort(NeuronTreeModel::NameColumn, Qt::AscendingOrder);
  QCOMPARE(t.shown(), (QStringList{"a", "b", "C"}));
  QCOMPARE(t.filter.rowOf(id, 2), 0);
  QCOMPARE(t.filter.neuronAt(id, 0), qint64{2});
  t.sets.addLoaded("later sets are sorted too", {}, makeSet({"z", "y"}));
  QCOMPARE(t.shown(1), (QStringList{"y", "z"}));
  t.filter.sort(NeuronTreeModel::NameColumn, Qt::DescendingOrder);
  QCOMPARE(t.shown(), (QStringList{"C", "b", "a"}));
  t.filter.sort(-1, Qt::AscendingOrder);
  QCOMPARE(t.shown(), (QStringList{"b", "C", "a"}));
  QCOMPARE(
      t.filter.headerData(NeuronTreeModel::PointsColumn, Qt::Horizontal, Qt::InitialSortOrderRole)
          .toInt(),
      int(Qt::DescendingOrder));
}

void TestNeuronTreeModel::aSearchBeginsAnew() {
  Trees t;
  const int id = t.sets.addLoaded("s", {}, makeSet(40));
  QSignalSpy resets(&t.filter, &QAbstractItemModel::modelReset);
  QSignalSpy removed(&t.filter, &QAbstractItemModel::rowsRemoved);
  t.filter.setSearch("3");
  t.filter.setSearch(" 3 ");  // nothing new
  QCOMPARE(resets.count(), 1);
  QCOMPARE(removed.count(), 0);
  QCOMPARE(t.filter.rowOf(id, 4), -1);
  QCOMPARE(t.filter.rowOf(id, 13), 1);
  QCOMPARE(t.filter.neuronAt(id, 1), qint64{13});
  QCOMPARE(t.filter.neuronAt(id, 99), qint64{-1});
  QCOMPARE(t.filter.rowOf(id + 1, 0), -1);
}

void TestNeuronTreeModel::changesOfSortedNeuronsAreTold() {
  Trees t;
  const int id = t.sets.addLoaded("s", {}, makeSet({"b", "c", "a"}));
  t.filter.sort(NeuronTreeModel::NameColumn, Qt::AscendingOrder);
  QSignalSpy changes(&t.filter, &QAbstractItemModel::dataChanged);
  t.sets.setNeuronVisible(id, 2, false);
  QCOMPARE(changes.count(), 2);  // the set and the neuron
  QCOMPARE(changes[1][0].toModelIndex().row(), 0);
  QCOMPARE(changes[1][1].toModelIndex().row(), 0);
  t.filter.setSearch("c");
  changes.clear();
  t.sets.setNeuronVisible(id, 0, false);  // is not shown
  QCOMPARE(changes.count(), 1);
  t.sets.setVisible(id, true);
  QCOMPARE(changes.last()[1].toModelIndex().row(), 0);
}

void TestNeuronTreeModel::whatAllNamesShareIsLeftOutOfTheShownOnly() {
  Trees t;
  const int id = t.sets.addLoaded("s", {}, makeSet({"leg_1_of_fly", "leg_22_of_fly"}));
  const auto neuron = t.filter.index(1, 0, t.filter.index(0, 0));
  QCOMPARE(neuron.data(NeuronTreeModel::ShownNameRole).toString(), QString("22"));
  QCOMPARE(neuron.data().toString(), QString("leg_22_of_fly"));
  QVERIFY(neuron.data(Qt::ToolTipRole).toString().startsWith("leg_22_of_fly\n"));
  QCOMPARE(t.tree.setIndex(id).data(NeuronTreeModel::ShownNameRole).toString(), QString("s"));
  const QString tip = t.tree.setIndex(id).data(Qt::ToolTipRole).toString();
  QVERIFY2(tip.endsWith(QString::fromUtf8("\nAll names: leg_…_of_fly")), qPrintable(tip));
}

void TestNeuronTreeModel::hundredThousandNeurons() {
  auto set = std::make_shared<nblast::NeuronSet>();
  set->neurons.resize(100'000);
  for (std::size_t i = 0; i < set->neurons.size(); ++i)
    set->neurons[i].key = "n" + std::to_string(i);
  NeuronSets sets;
  NeuronTreeModel tree(&sets);
  NeuronFilterModel filter;
  filter.setSourceModel(&tree);
  QElapsedTimer clock;
  clock.start();
  const int id = sets.addLoaded("large", {}, set);
  const auto parent = filter.mapFromSource(tree.setIndex(id));
  QCOMPARE(filter.rowCount(parent), 100'000);
  filter.setSearch("99999");
  QCOMPARE(filter.rowCount(filter.index(0, 0)), 1);
  sets.setVisible(id, true);
  filter.setSearch("");
  QCOMPARE(filter.rowCount(filter.index(0, 0)), 100'000);
  const auto elapsed_ms = clock.elapsed();
  qInfo("100,000 neurons added, searched and shown in %lld ms", static_cast<long long>(elapsed_ms));
  QVERIFY2(elapsed_ms < 20'000, "per-row cost has crept in");
}

QTEST_GUILESS_MAIN(TestNeuronTreeModel)
#include "tst_neuron_tree_model.moc"
